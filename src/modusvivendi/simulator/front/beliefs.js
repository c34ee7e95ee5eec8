/**
 * What one would have to believe: theories with the reader's weights, the best option under each, and how far the winner leads.
 * @module beliefs
 */
import { fill, h, say } from "./dom.js";
import { everyPlan, runsOfAll, verdict, viewsOfAll } from "./options.js";
import { worldPane } from "./panes.js";
import { pinsOf } from "./state.js";
import { best, difference, shares } from "./told.js";
import { amount, listed, lowered, of100, within } from "./words.js";

const STEPS = 50; // weights tried between none and all

export function beliefsPage(data, store) {
  const pane = worldPane(data, store, "belief");
  const said = h("p", { class: "sentence", role: "status" }, "Running every option …");
  const margin = h("p", { class: "under" });
  const aim = h("select", { id: "beliefs-aim", onchange: () => store.change({ aim: aim.value }, "", "") }, data.scales.map((x) => h("option", { value: x.outcome }, x.title)));
  const needs = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "What one would have to believe" });
  const events = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Theories by events" });
  const root = h(
    "div",
    { class: "page beliefs" },
    h("h2", {}, "What would one have to believe?"),
    said,
    margin,
    h("div", { class: "choose" }, h("label", { for: "beliefs-aim" }, "Outcome"), aim),
    h("div", { class: "two" }, pane.root, h("div", {}, needs, events)),
  );
  const update = (own) => {
    const { state } = own;
    pane.update(state);
    aim.value = state.aim;
    const scale = data.scales.find((x) => x.outcome === state.aim);
    const pins = pinsOf(data, state);
    const plans = everyPlan(data, state);
    const runs = runsOfAll(own, plans, pins);
    if (!events.firstChild) fill(events, eventTable(data));
    if (!runs) return say(said, `Running every option … ${own.wideDone(plans, pins)} of ${plans.length}`);
    const weights = shares(data, state.weights);
    const alone = data.theories.map((_, n) => viewsOfAll(data, own, plans, runs, scale, data.theories.map((__, k) => (k === n ? 1 : 0)), pins));
    const views = viewsOfAll(data, own, plans, runs, scale, weights, pins);
    say(said, verdict(views, scale));
    say(margin, leads(views, scale));
    fill(needs, needsTable(data, plans, scale, weights, alone));
  };
  return { root, update };
}

/** By how much the best leads over the next. */
function leads(views, scale) {
  const found = best(views);
  const [first, next] = found.order;
  if (next === undefined) return "";
  const gap = difference(views[first], views[next]);
  return `The first by the mean, “${views[first].title}”, leads over the next, “${views[next].title}”, by ${within(scale, gap.mean)}, give or take ${within(scale, 1.96 * gap.error)} of sampling error; a reader would notice ${amount(scale, scale.difference)}.`;
}

/** Views of all plans under weights, from the views under each theory by itself: mixing is linear. */
function mixture(alone, weights, plans) {
  return plans.map((_, p) => {
    const { scale, count } = alone[0][p];
    const mixed = new Float64Array(count);
    alone.forEach((views, t) => {
      if (weights[t]) for (let d = 0; d < count; d++) mixed[d] += weights[t] * views[p].mixed[d];
    });
    return { scale, count, mixed, mean: mixed.reduce((a, b) => a + b, 0) / count };
  });
}

/**
 * The least weight on a theory, the others in the proportions chosen, at which an option is among the best and no longer
 * tied with all: {w, tied}, with how many others it is then tied; null if no weight does it.
 */
export function leastWeight(alone, weights, plans, theory, option) {
  for (let k = 0; k <= STEPS; k++) {
    const w = k / STEPS;
    const rest = weights.reduce((sum, x, t) => (t === theory ? sum : sum + x), 0);
    const tried = weights.map((x, t) => (t === theory ? w : rest > 0 ? ((1 - w) * x) / rest : (1 - w) / (weights.length - 1)));
    const views = mixture(alone, tried, plans);
    const found = best(views);
    const among = found.best === option || found.tied.includes(option);
    if (among && found.tied.length < plans.length - 1) return { w, tied: found.tied.length };
  }
  return null;
}

function needsTable(data, plans, scale, weights, alone) {
  const now = best(mixture(alone, weights, plans));
  const all = now.tied.length === plans.length - 1;
  const tied = (views) => best(views).tied.length === plans.length - 1;
  if (all && alone.every(tied)) return h("p", {}, `On ${lowered(scale.title)} all options are tied under every theory by itself, so that no belief in one of them makes an option better. Choose another outcome to see where belief matters.`);
  const rows = plans.map((p, option) => {
    const here = !all && (now.best === option || now.tied.includes(option));
    let text = "Your weights are enough.";
    if (!here) {
      const ways = data.theories
        .map((t, n) => ({ t, at: leastWeight(alone, weights, plans, n, option) }))
        .filter((x) => x.at)
        .sort((a, b) => a.at.w - b.at.w);
      const then = ({ tied }) => (tied ? `then tied with ${tied} other${tied > 1 ? "s" : ""}` : "then ahead of all");
      text = ways.length ? `Give ${listed(ways.slice(0, 3).map((x) => `“${x.t.title}” at least ${of100(x.at.w)} (${then(x.at)})`), "or")}.` : "No weight on any one theory does it.";
    }
    const under = data.theories.filter((_, n) => {
      const found = best(alone[n]);
      return found.tied.length < plans.length - 1 && (found.best === option || found.tied.includes(option));
    });
    return h("tr", { class: here ? "lead-row" : null }, h("th", { scope: "row" }, p.title), h("td", {}, text), h("td", {}, under.length ? listed(under.map((t) => t.title)) : "none"));
  });
  return h(
    "table",
    {},
    h("caption", {}, `What one would have to believe for an option to be among the best on ${lowered(scale.title)} (and not all tied)`),
    h("thead", {}, h("tr", {}, ["Option", "Least weight that does it, the other theories in your proportions", "Among the best if this alone holds"].map((t) => h("th", { scope: "col" }, t)))),
    h("tbody", {}, rows),
  );
}

/** Theories in rows, dated events in columns: how much likelier each theory made what happened than the average theory did. */
function eventTable(data) {
  if (!data.events.length) return h("p", { class: "help" }, `No events are shown: weigh the record first (modus weigh ${data.case.name}), then make this page with --evidence and the folder that it names.`);
  return h(
    "table",
    { class: "events" },
    h("caption", {}, "Theories by events: how many times as likely each theory made what happened, against the average of all (grey: hardly tells them apart)"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Theory"), data.events.map((e) => h("th", { scope: "col" }, h("span", { class: "when" }, e.when), ` ${e.what}`)))),
    h("tbody", {}, data.theories.filter((t) => t.name in data.events[0].times).map((t) => h("tr", {}, h("th", { scope: "row" }, t.title), data.events.map((e) => {
      const times = e.times[t.name];
      const flat = Math.abs(Math.log(times)) < 0.1;
      return h("td", { class: flat ? "n flat" : "n" }, times >= 1 ? `×${times.toFixed(1)}` : `÷${(1 / times).toFixed(1)}`);
    })))),
  );
}
