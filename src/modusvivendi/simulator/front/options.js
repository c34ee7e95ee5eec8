/**
 * The options side by side: what becomes of one outcome under each, which are tied, and under which theories that holds.
 * @module options
 */
import { fill, h, say } from "./dom.js";
import { pinsOf, planOf } from "./state.js";
import { best, difference, outlook, shares, today } from "./told.js";
import { amount, bare, frequencies, listed, lowered, signed } from "./words.js";

/** Plans of all strategies as they come, and the reader's own where it is none of them. */
export function everyPlan(data, state) {
  const plain = data.strategies.map((x) => ({ title: x.title, name: x.name, plan: { strategy: x.name, levers: {}, followers: state.followers, atOnce: 0, tracks: null } }));
  const own = planOf(state);
  const changed = Object.keys(own.levers).length || own.tracks || own.atOnce;
  if (!changed) return plain;
  const of = data.strategies.find((x) => x.name === own.strategy);
  return [...plain, { title: `${of.title}, as you changed it`, name: "", plan: own }];
}

/**
 * Runs of all plans in the chosen world, from all draws; asks for those that are missing and draws again when they come.
 * @returns {object[] | null} null until they are there
 */
export function runsOfAll(store, plans, pins, most = store.data.draw_rows.count) {
  const missing = plans.filter((p) => (store.wide.get(p.plan, pins)?.count ?? 0) < most);
  if (!missing.length) return plans.map((p) => store.wide.get(p.plan, pins));
  store.runWide(missing.map((p) => p.plan), pins, most);
  return null;
}

/** What one outcome comes to under each plan. */
export function viewsOfAll(data, store, plans, runs, scale, weights, pins) {
  const starts = store.startsUnder(pins);
  return runs.map((run, n) => ({ ...outlook(data, run, scale, weights, starts), title: plans[n].title, name: plans[n].name }));
}

/** Who is best, in a sentence: a tie is called a tie. */
export function verdict(views, scale) {
  const found = best(views);
  const top = views[found.best];
  const tied = found.tied.map((n) => `“${views[n].title}”`);
  if (tied.length === views.length - 1) return `${scale.title}: no option does noticeably better than another; all are tied.`;
  return tied.length
    ? `${scale.title}: tied for best are ${listed([`“${top.title}”`, ...tied])}; of them “${top.title}” does noticeably better than all the rest.`
    : `${scale.title}: “${top.title}” does noticeably better than all others.`;
}

export function optionsPage(data, store) {
  const said = h("p", { class: "sentence", role: "status" }, "Running every option …");
  const aim = h("select", { id: "options-aim", onchange: () => store.change({ aim: aim.value }, "", "") }, data.scales.map((x) => h("option", { value: x.outcome }, x.title)));
  const table = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Options" });
  const theories = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Options under each theory" });
  const root = h(
    "div",
    { class: "page" },
    h("h2", {}, "Every option, side by side"),
    said,
    h("div", { class: "choose" }, h("label", { for: "options-aim" }, "Outcome"), aim),
    h("p", { class: "help" }, "In the world that you chose on the first page (weights of theories, numbers held), on the same draws."),
    table,
    theories,
  );
  const update = (own) => {
    const { state } = own;
    aim.value = state.aim;
    const scale = data.scales.find((x) => x.outcome === state.aim);
    const pins = pinsOf(data, state);
    const plans = everyPlan(data, state);
    const runs = runsOfAll(own, plans, pins);
    if (!runs) {
      say(said, `Running every option … ${own.wideDone(plans, pins)} of ${plans.length}`);
      return;
    }
    const weights = shares(data, state.weights);
    const views = viewsOfAll(data, own, plans, runs, scale, weights, pins);
    say(said, verdict(views, scale));
    fill(table, optionTable(views, scale));
    fill(theories, theoryTable(data, own, plans, runs, scale, pins));
  };
  return { root, update };
}

function optionTable(views, scale) {
  const found = best(views);
  const all = found.tied.length === views.length - 1;
  const order = all ? views.map((_, n) => n) : found.order;
  const row = (n) => {
    const v = views[n];
    const top = n === found.best || found.tied.includes(n);
    const place = all ? "tied" : n === found.best && !found.tied.length ? "best" : top ? "tied for best" : `${amount(scale, difference(v, views[found.best]).mean)} behind`;
    return h(
      "tr",
      { class: top && !all ? "lead-row" : null },
      h("th", { scope: "row" }, v.title),
      h("td", { class: "n" }, v.change === undefined ? amount(scale, v.mean) : signed(scale, v.change)),
      h("td", {}, place),
      h("td", {}, frequencies(v)),
    );
  };
  return h(
    "table",
    {},
    h("caption", {}, `${scale.title}${all ? "" : ", the best first"}; tied is what lies within ${amount(scale, scale.difference)} of the best, or within sampling error`),
    h("thead", {}, h("tr", {}, ["Option", views[0].change === undefined ? "On average" : "Against today", "Against the best", "Futures"].map((t) => h("th", { scope: "col" }, t)))),
    h("tbody", {}, order.map(row)),
  );
}

function theoryTable(data, store, plans, runs, scale, pins) {
  const rows = data.theories.map((t, n) => {
    const views = viewsOfAll(data, store, plans, runs, scale, data.theories.map((_, k) => (k === n ? 1 : 0)), pins);
    const found = best(views);
    const tied = found.tied.length === views.length - 1 ? "all tied" : [found.best, ...found.tied].map((k) => views[k].title).join("; ");
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, t.title),
      views.map((v, k) => h("td", { class: k === found.best && tied !== "all tied" ? "n differs" : "n" }, v.change === undefined ? v.mean.toFixed(scale.digits) : bare(scale, v.change))),
      h("td", {}, tied),
    );
  });
  return h(
    "table",
    { class: "wide" },
    h("caption", {}, `The same if one theory holds: ${lowered(scale.title)}, in ${scale.unit}, ${today(data, scale) === null ? "on average" : "against today"}`),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "If this holds"), plans.map((p) => h("th", { scope: "col" }, p.title)), h("th", { scope: "col" }, "Best"))),
    h("tbody", {}, rows),
  );
}
