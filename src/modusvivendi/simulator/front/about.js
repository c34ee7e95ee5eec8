/**
 * What this page is, what its words mean, and what it cannot tell.
 * @module about
 */
import { h } from "./dom.js";

export function aboutPage(data) {
  const futures = (data.draw_rows.count * data.theories.length).toLocaleString("en");
  const root = h(
    "div",
    { class: "page" },
    h("h2", {}, "About this page"),
    h("p", { class: "sentence" }, "It compares ways of dealing with an authority under rival theories of what moves it. It does not forecast."),
    h("p", { class: "lede" }, `Every picture comes from up to ${futures} simulated futures a strategy: ${data.draw_rows.count} draws of every uncertain number under each of ${data.theories.length} theories. They are the same draws whatever is moved, so that a slider moves the curve and not the luck.`),
    h("h2", {}, "What the words mean"),
    h("dl", { class: "terms" }, Object.entries(data.terms).map(([term, text]) => [h("dt", {}, term.charAt(0).toUpperCase() + term.slice(1)), h("dd", {}, text)]).flat()),
    h("h2", {}, "The theories"),
    h("dl", { class: "terms" }, data.theories.map((t) => [h("dt", {}, t.title), h("dd", {}, t.claim)]).flat()),
    h("h2", {}, "What it cannot tell"),
    h(
      "ul",
      {},
      h("li", {}, `What nobody knew on ${data.case.as_of}. Nothing that happened since is in it.`),
      h("li", {}, "Which theory is right. The weights are yours; where the record has been weighed, a mark shows what it says."),
      h("li", {}, "More than its numbers: most are judgements with wide ranges, and all of them are drawn from those ranges."),
      h("li", {}, "Fine differences: while a slider moves, the change comes from the first draws alone and the grey band is wider; when the hand rests all draws are run."),
      h("li", {}, "How good such answers have been: that is measured in the documentation (forecast.md, evidence.md), against base rates."),
    ),
    h("h2", {}, "How to find your way"),
    h("p", {}, "All is reached with Tab, and sliders move with the arrows. What you have chosen is in the address of the page, and in the file that “Save state” writes. The page works without a network; nothing is loaded or sent."),
    h("p", { class: "help" }, `Study ${data.digest.slice(0, 12)}; weights at the opening: ${data.origin}.`),
  );
  return { root, update: () => {} };
}
