/**
 * The two panes: what we do, and how the world works.
 * @module panes
 */
import { h, say, slider } from "./dom.js";
import { opening } from "./state.js";

const LEVER_TITLES = {
  pressure: "Pressure", aid: "Humanitarian aid", money: "Development money", contact: "Contact", standing: "Standing", publicity: "Publicity of demands",
  offer: "Relief on offer", enforcement: "Conditions enforced", follow_through: "Promises kept", snub: "Snubs",
};

const LEVER_HELP = {
  pressure: "sanctions and isolation", money: "and access to finance", contact: "dealings of all kinds", standing: "status accorded; 100 is recognition",
  offer: "for moving on what is demanded", enforcement: "chance that a condition is enforced", follow_through: "chance that a promised reward is delivered",
  snub: "chance a month of a setting that denies status",
};

/** The lever a strategy sets in its first phase, or null where each bloc keeps its own. */
function usual(data, strategy, lever) {
  const first = data.strategies.find((x) => x.name === strategy).phases.find((p) => lever in p.levers);
  return first ? first.levers[lever] : null;
}

/** Choosing a strategy drops what was changed about the last one. */
export function doPane(data, store) {
  const summary = h("p", { class: "summary" });
  const choose = h(
    "select",
    { id: "strategy", onchange: () => store.change({ strategy: choose.value, levers: {}, tracks: null, atOnce: 0 }, "do", "the strategy") },
    data.strategies.map((x) => h("option", { value: x.name }, x.title)),
  );
  const follow = h(
    "select",
    { id: "followers", onchange: () => store.change({ followers: follow.value }, "do", "who follows") },
    h("option", { value: "" }, "as the strategy says"),
    Object.entries(data.case.coalitions).map(([name, members]) => h("option", { value: name }, `${name.replaceAll("-", " ")} (${members.length})`)),
  );
  const levers = data.layout.lever_names.map((lever) => ({
    lever,
    part: slider({
      name: LEVER_TITLES[lever] || lever.replaceAll("_", " "),
      id: `lever-${lever}`,
      min: 0,
      max: 100,
      step: 1,
      value: 50,
      shown: (x) => `${Math.round(x)}`,
      help: LEVER_HELP[lever],
      onmove: (x) => store.change({ levers: { ...store.state.levers, [lever]: x / 100 } }, "do", lever.replaceAll("_", " ")),
      onreset: () => {
        const { [lever]: _, ...rest } = store.state.levers;
        store.change({ levers: rest }, "do", lever.replaceAll("_", " "));
      },
    }),
  }));
  const atOnce = slider({
    name: "Talks open at once",
    id: "at-once",
    min: 1,
    max: 12,
    step: 1,
    value: 4,
    shown: (x) => String(x),
    onmove: (x) => store.change({ atOnce: x }, "do", "how many talks are open at once"),
    onreset: () => store.change({ atOnce: 0 }, "do", "how many talks are open at once"),
  });
  const talks = h("span", {});
  const root = h(
    "section",
    { class: "pane", "aria-labelledby": "do-heading" },
    h("h2", { id: "do-heading" }, "What we do"),
    h("label", { for: "strategy" }, "Strategy"),
    choose,
    summary,
    h("label", { for: "followers" }, "Who follows it"),
    follow,
    h("div", { class: "sliders" }, levers.slice(0, 6).map((l) => l.part.root)),
    h("details", {}, h("summary", {}, "More levers"), h("div", { class: "sliders" }, levers.slice(6).map((l) => l.part.root), atOnce.root)),
    h("p", { class: "help" }, talks, h("a", { href: "#page=agenda", onclick: (e) => store.go(e, "agenda") }, "Arrange the talks")),
  );
  const update = (state) => {
    const own = data.strategies.find((x) => x.name === state.strategy);
    choose.value = state.strategy;
    follow.value = state.followers;
    say(summary, own.summary);
    for (const { lever, part } of levers) {
      const held = state.levers[lever];
      const given = usual(data, state.strategy, lever);
      const value = held ?? given;
      part.set(Math.round(100 * (value ?? 0.5)), held !== undefined, value === null ? "each bloc’s own" : `${Math.round(100 * value)}`);
    }
    atOnce.set(state.atOnce || own.at_once, state.atOnce > 0);
    const tracks = state.tracks || own.tracks;
    const issues = tracks.reduce((sum, t) => sum + t.issues.length, 0);
    say(talks, tracks.length ? `${tracks.length} talks on ${issues} issues${state.tracks ? ", as you have arranged them" : ""}. ` : "No talks are opened. ");
  };
  return { root, update };
}

/** Theories' weights, with the record's marked, and inputs that may be held at a value. */
export function worldPane(data, store, prefix = "world") {
  const mark = data.marks.record;
  const first = opening(data).weights;
  const theories = data.theories.map((t) => ({
    t,
    part: slider({
      name: t.title,
      id: `${prefix}-weight-${t.name}`,
      min: 0,
      max: 100,
      step: 1,
      value: first[t.name],
      mark: mark ? 100 * mark[t.name] : null,
      shown: (x) => `${Math.round(x)}`,
      help: t.claim,
      onmove: (x) => store.change({ weights: { ...store.state.weights, [t.name]: x } }, "world", `the weight of “${t.title}”`),
    }),
  }));
  const inputs = data.inputs.map((i) => ({
    i,
    part: slider({
      name: i.title.charAt(0).toUpperCase() + i.title.slice(1),
      id: `${prefix}-input-${i.name.replaceAll(".", "-")}`,
      min: i.low,
      max: i.high,
      step: (i.high - i.low) / 100,
      value: i.middle,
      shown: (x) => plainNumber(x),
      onmove: (x) => store.change({ pins: { ...store.state.pins, [i.name]: x } }, "world", i.title),
      onreset: () => {
        const { [i.name]: _, ...rest } = store.state.pins;
        store.change({ pins: rest }, "world", i.title);
      },
    }),
  }));
  const button = (name, weights) =>
    h("button", { type: "button", onclick: () => store.change({ weights }, "world", `the weights of theories (${name})`) }, name);
  const points = (w) => Object.fromEntries(data.theories.map((t) => [t.name, Math.round(1000 * (w[t.name] || 0)) / 10]));
  const even = Object.fromEntries(data.theories.map((t) => [t.name, Math.round(1000 / data.theories.length) / 10]));
  const root = h(
    "section",
    { class: "pane", "aria-labelledby": `${prefix}-heading` },
    h("h2", { id: `${prefix}-heading` }, "How the world works"),
    h("p", { class: "summary" }, "How much you believe each theory of what moves the authority. Only the proportions count."),
    h("div", { class: "buttons" }, button("as opened", first), button("all alike", even), mark ? button("the record’s", points(mark)) : null),
    mark ? h("p", { class: "help" }, h("span", { class: "key-mark", "aria-hidden": "true" }), " marks what the record gives each theory.") : h("p", { class: "help" }, `The record has not been weighed on this machine (modus weigh ${data.case.name}), so none of its weights are marked.`),
    h("div", { class: "sliders" }, theories.map((x) => x.part.root)),
    h(
      "details",
      {},
      h("summary", {}, `Hold one of the ${data.inputs.length} numbers that matter most`),
      h("p", { class: "help" }, "Each is drawn from its range in every future until you hold it at a value."),
      h("div", { class: "sliders" }, inputs.map((x) => x.part.root)),
    ),
  );
  const update = (state) => {
    const sum = Object.values(state.weights).reduce((a, b) => a + b, 0) || 1;
    for (const { t, part } of theories) {
      const share = (100 * state.weights[t.name]) / sum;
      part.set(state.weights[t.name], state.weights[t.name] !== first[t.name], `${Math.round(share)} of 100`);
    }
    for (const { i, part } of inputs) {
      const held = state.pins[i.name];
      part.set(held ?? i.middle, held !== undefined, held === undefined ? "as drawn" : `held at ${plainNumber(held)}`);
    }
  };
  return { root, update };
}

function plainNumber(x) {
  return Math.abs(x) >= 10 ? x.toFixed(1) : x.toFixed(2);
}
