/**
 * What to watch for, with dates; and what happened when somebody asked. Both can be searched.
 * @module sources
 */
import { fill, h, say } from "./dom.js";
import { shares } from "./told.js";
import { day, of100 } from "./words.js";

const MOST = 60; // rows shown at once

/** A list with a search field above it. texts: what is searched, a string a row. */
function searchable(id, label, rows, texts, shownBy) {
  const list = h("ul", { class: "sources" });
  const count = h("p", { class: "help", "aria-live": "polite" });
  const field = h("input", { type: "search", id, autocomplete: "off", oninput: () => update() });
  const update = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = rows.filter((_, n) => words.every((w) => texts[n].includes(w)));
    fill(list, found.slice(0, MOST).map(shownBy));
    say(count, `${found.length} of ${rows.length}${found.length > MOST ? `; the first ${MOST} are shown` : ""}`);
  };
  return { root: h("div", {}, h("div", { class: "choose" }, h("label", { for: id }, label), field), count, list), update };
}

export function watchPage(data, store) {
  const posts = data.signposts;
  const bySoon = [...posts].sort((a, b) => a.by.localeCompare(b.by));
  const shown = (p) => {
    const weights = shares(data, store.state.weights);
    const chance = data.theories.reduce((sum, t, n) => sum + weights[n] * p.chances[t.name], 0);
    const order = [...data.theories].sort((a, b) => p.chances[b.name] - p.chances[a.name]);
    const [most, least] = [order[0], order[order.length - 1]];
    return h(
      "li",
      { class: "post" },
      h("h3", {}, p.text),
      h("p", {}, h("strong", {}, `${of100(chance)} futures`), ` by ${day(p.by)}, watched from ${day(p.opens)}. `, `Most under “${most.title}” (${of100(p.chances[most.name])}), least under “${least.title}” (${of100(p.chances[least.name])}).`),
      h("p", {}, h("span", { class: "tag" }, "If it comes"), ` ${p.if_yes}. `, h("span", { class: "tag" }, "If not"), ` ${p.if_no}.`),
      h("p", { class: "help" }, p.sources.length ? `Would be reported by ${p.sources.join(" or ")}.` : "Who would report it is not known."),
    );
  };
  const list = searchable("find-sign", "Find a sign", bySoon, bySoon.map((p) => `${p.text} ${p.by} ${day(p.by)} ${p.sources.join(" ")}`.toLowerCase()), shown);
  const strategy = posts.length ? data.strategies.find((x) => x.name === posts[0].strategy) : null;
  const root = h(
    "div",
    { class: "page" },
    h("h2", {}, "What to watch for, by when"),
    posts.length
      ? h("p", { class: "lede" }, `Signs that tell theories apart while “${strategy ? strategy.title : posts[0].strategy}” is followed, the soonest first. Chances are those of your weights; what to do then was worked out with the weights the page opened with.`)
      : h("p", { class: "lede" }, "This page was made without signs, or nothing that can be seen within a year would tell the theories apart."),
    posts.length ? list.root : null,
  );
  return { root, update: () => posts.length && list.update() };
}

export function precedentsPage(data) {
  const rows = data.precedents;
  const shown = (p) =>
    h(
      "li",
      { class: "post" },
      h("h3", {}, p.asked),
      h("p", {}, h("strong", {}, p.ended), `. Asked by ${p.asker}, ${p.when}; ${p.package ? "a package" : "a single ask"}${p.issues.length ? ` on ${p.issues.join(", ")}` : ""}.`),
      h("p", { class: "help" }, `${p.authority}. Source: ${p.source}`),
    );
  const list = searchable("find-ask", "Find by state, issue, year or word", rows, rows.map((p) => `${p.asked} ${p.asker} ${p.when} ${p.issues.join(" ")} ${p.ended} ${p.authority} ${p.source}`.toLowerCase()), shown);
  const root = h(
    "div",
    { class: "page" },
    h("h2", {}, "What happened when somebody asked"),
    h("p", { class: "lede" }, "Every ask on record, of this authority first, the newest first. Nothing here says that the way of asking caused the outcome."),
    list.root,
  );
  let filled = false;
  return {
    root,
    update: () => {
      if (!filled) list.update();
      filled = true;
    },
  };
}
