/**
 * The agenda: talks as columns, issues as cards that can be moved by mouse and keyboard, and what the arrangement changes against
 * the strategy's own, on the same draws.
 * @module agenda
 */
import { whole } from "./crew.js";
import { fill, h, save, say } from "./dom.js";
import { runsOfAll } from "./options.js";
import { asPlan, pinsOf, planOf } from "./state.js";
import { difference, error, mean, outlook, shares } from "./told.js";
import { lowered, monthAfter, signed } from "./words.js";

const PAIRS_SHOWN = 6;
const PAIRS_DRAWS = 32; // draws on which every pair is tried

/** The talks of a state, as arranged or as the strategy has them. */
function talksOf(data, state) {
  return state.tracks || data.strategies.find((x) => x.name === state.strategy).tracks;
}

/**
 * Move an issue to other talks, or to talks of its own. What is offered goes with it in proportion, so that arrangements
 * are compared at the same price; the terms are those of the talks it comes to.
 * @param {number} to number of the talks, -1 for its own, -2 to leave it out
 */
export function moved(tracks, issue, to) {
  const from = tracks.findIndex((t) => t.issues.includes(issue));
  if (from < 0 || from === to || (to === -1 && tracks[from].issues.length === 1)) return tracks;
  const source = tracks[from];
  const part = 1 / source.issues.length;
  const { [issue]: step, ...steps } = source.steps;
  const rest = { ...source, steps, issues: source.issues.filter((i) => i !== issue), reward: source.reward * (1 - part), standing: source.standing * (1 - part) };
  const own = step === undefined ? source.step : step;
  const found = tracks.map((t, n) => {
    if (n === from) return rest;
    if (n !== to) return t;
    return { ...t, issues: [...t.issues, issue], steps: { ...t.steps, [issue]: own }, reward: Math.min(1, t.reward + source.reward * part), standing: Math.min(1, t.standing + source.standing * part) };
  });
  if (to === -1) found.push({ ...source, issues: [issue], steps: { [issue]: own }, reward: source.reward * part, standing: source.standing * part });
  return found.filter((t) => t.issues.length);
}

/** Mean level, in rungs or as it is told, of some issues: how a pair fares. */
function pairOf(data, store, run, issues, weights, pins) {
  const starts = store.startsUnder(pins);
  const views = issues.map((i) => outlook(data, run, data.scales.find((x) => x.outcome === `policy_${i}`), weights, starts));
  const mixed = views[0].mixed.map((_, d) => mean(views.map((v) => v.mixed[d])));
  return { mixed, count: views[0].count, scale: views[0].scale };
}

export function agendaPage(data, store) {
  const title = (id) => data.issues.find((i) => i.id === id).title;
  const said = h("p", { class: "sentence", role: "status" });
  const board = h("ol", { class: "board" });
  const aim = h("select", { id: "agenda-aim", onchange: () => store.change({ aim: aim.value }, "", "") }, data.scales.map((x) => h("option", { value: x.outcome }, x.title)));
  const effect = h("div", {});
  const pairs = h("div", {});
  const again = h("button", { type: "button", onclick: () => store.change({ tracks: null }, "do", "the talks (back to the strategy’s own)") }, "The strategy’s own talks");
  const keep = h("button", { type: "button", onclick: () => save(`${data.case.name}-plan.yaml`, asPlan(data, store.state), "application/yaml") }, "Save as a plan");
  const tryAll = h("button", { type: "button", onclick: () => tryPairs(data, store, pairs, title) }, "Try every pair of issues together");
  const root = h(
    "div",
    { class: "page" },
    h("h2", {}, "The agenda: which issues belong together, and which apart"),
    said,
    h("div", { class: "choose" }, h("label", { for: "agenda-aim" }, "Judged by"), aim, again, keep),
    effect,
    h("p", { class: "help" }, "Move a card with the mouse, or with the list on it. What is offered for an issue moves with it, so that arrangements cost the same. Talks that wait are opened in this order. A saved plan goes into modus plan CASE --edit FILE."),
    board,
    h("h2", {}, "Which two issues belong apart?"),
    h("p", { class: "help" }, "Each pair that has talks of its own is put into one, all else left as it is, and the two issues are followed on their ladders, on the same draws. The other way round of a pair is not tried."),
    tryAll,
    pairs,
  );
  let drawn = "";
  const update = (own) => {
    const { state } = own;
    aim.value = state.aim;
    const tracks = talksOf(data, state);
    again.disabled = !state.tracks;
    const now = JSON.stringify([tracks, state.strategy]);
    if (now !== drawn) {
      const focus = document.activeElement?.id;
      fill(board, tracks.map((t, n) => column(data, own, tracks, t, n, title)));
      if (focus && board.querySelector(`#${CSS.escape(focus)}`)) board.querySelector(`#${CSS.escape(focus)}`).focus();
      drawn = now;
    }
    compare(data, own, state, said, effect);
  };
  return { root, update };
}

/** Talks: their issues, when they open, and what is offered. */
function column(data, store, tracks, track, n, title) {
  const put = (issue, to) => {
    const next = moved(tracks, issue, to);
    if (next !== tracks) store.change({ tracks: next }, "do", `“${title(issue)}” ${to === -1 ? "into talks of its own" : to === -2 ? "off the table" : "to other talks"}`);
  };
  const card = (issue) =>
    h(
      "li",
      { class: "card", draggable: "true", ondragstart: (e) => e.dataTransfer.setData("text/plain", issue) },
      h("strong", {}, title(issue)),
      h(
        "select",
        { id: `move-${issue}`, "aria-label": `Move ${title(issue)}`, onchange: (e) => put(issue, Number(e.target.value)) },
        h("option", { value: n }, `in talks ${n + 1}`),
        track.issues.length > 1 ? h("option", { value: -1 }, "to talks of its own") : null,
        tracks.map((t, k) => (k === n ? null : h("option", { value: k }, `to talks ${k + 1}: ${title(t.issues[0])}`))),
        h("option", { value: -2 }, "off the table"),
      ),
    );
  const start = h("input", {
    type: "number",
    min: 0,
    max: data.months - 1,
    id: `start-${n}`,
    value: track.start,
    onchange: () => {
      const at = Math.min(data.months - 1, Math.max(0, Math.round(Number(start.value) || 0)));
      store.change({ tracks: tracks.map((t, k) => (k === n ? { ...t, start: at } : t)) }, "do", `when talks ${n + 1} open`);
    },
  });
  return h(
    "li",
    {
      class: "talk",
      ondragover: (e) => {
        e.preventDefault();
        e.currentTarget.classList.add("over");
      },
      ondragleave: (e) => e.currentTarget.classList.remove("over"),
      ondrop: (e) => {
        e.preventDefault();
        e.currentTarget.classList.remove("over");
        const issue = e.dataTransfer.getData("text/plain");
        if (tracks.some((t) => t.issues.includes(issue))) put(issue, n);
      },
    },
    h("h3", {}, `Talks ${n + 1}`, track.issues.length > 1 ? (track.all_or_nothing ? " (all or nothing)" : " (a package)") : ""),
    h("ul", {}, track.issues.map(card)),
    h("label", { for: `start-${n}` }, "Open from month "),
    start,
    h("p", { class: "help" }, `${monthAfter(data.case.first, Math.round(track.start))}; on offer ${Math.round(100 * track.reward)}% of the money that could be given, ${Math.round(100 * track.standing)}% of the way to recognition.`),
  );
}

/** The paired difference that the arrangement makes. */
function compare(data, store, state, said, effect) {
  const scale = data.scales.find((x) => x.outcome === state.aim);
  const own = { ...planOf(state), tracks: null };
  const strategy = data.strategies.find((x) => x.name === state.strategy);
  if (!state.tracks) {
    say(said, `${strategy.title}: ${strategy.tracks.length} talks on ${strategy.tracks.reduce((n, t) => n + t.issues.length, 0)} issues, as the strategy has them.`);
    return fill(effect);
  }
  const pins = pinsOf(data, state);
  const runs = runsOfAll(store, [{ plan: planOf(state) }, { plan: own }], pins);
  if (!runs) return say(said, "Running your arrangement …");
  const weights = shares(data, state.weights);
  const starts = store.startsUnder(pins);
  const row = (x) => {
    const [mine, theirs] = runs.map((r) => outlook(data, r, x, weights, starts));
    return { x, gap: difference(mine, theirs) };
  };
  const main = row(scale);
  say(said, main.gap.told ? `Your arrangement against the strategy’s own: ${lowered(scale.title)} ${signed(scale, main.gap.mean)} ${main.gap.mean * scale.better > 0 ? "(better)" : "(worse)"}.` : `Your arrangement against the strategy’s own: ${lowered(scale.title)} too close to call.`);
  const issues = [...new Set(state.tracks.flatMap((t) => t.issues))].map((i) => data.scales.find((x) => x.outcome === `policy_${i}`)).filter(Boolean);
  const met = data.scales.find((x) => x.outcome === "met");
  const others = [met, ...issues].filter((x) => x && x !== scale).map(row).filter((r) => Math.abs(r.gap.mean) > 1.96 * r.gap.error);
  return fill(
    effect,
    h("p", {}, `${scale.title}: ${interval(scale, main.gap)}. ${others.length ? "" : "Nothing else moves by more than sampling error."}`),
    others.length ? h("ul", {}, others.map((r) => h("li", {}, `${r.x.title}: ${interval(r.x, r.gap)}${r.gap.told ? "" : " (less than a reader would notice)"}`))) : null,
  );
}

/** A paired difference with its interval of sampling. */
function interval(scale, gap) {
  const unit = scale.unit === "rungs" ? "of a rung" : scale.unit;
  const digits = scale.unit === "rungs" ? 2 : scale.digits + 1;
  const number = (x) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(digits)}`;
  return `${number(gap.mean)} ${unit}, between ${number(gap.mean - 1.96 * gap.error)} and ${number(gap.mean + 1.96 * gap.error)} by sampling error`;
}

/** Every pair of issues in talks of their own, put into one. */
async function tryPairs(data, store, place, title) {
  const { state } = store;
  const tracks = talksOf(data, state);
  const single = tracks.filter((t) => t.issues.length === 1).map((t) => t.issues[0]).filter((i) => data.scales.some((x) => x.outcome === `policy_${i}`));
  if (single.length < 2) return fill(place, h("p", {}, "There are no two issues with talks of their own."));
  const pins = pinsOf(data, state);
  const weights = shares(data, state.weights);
  const ways = single.flatMap((a, n) => single.slice(n + 1).map((b) => [a, b]));
  const plan = (extra) => ({ ...planOf(state), tracks: extra });
  const bar = h("progress", { max: ways.length, value: 0, "aria-label": "Pairs tried" });
  fill(place, bar);
  const few = Math.min(data.draw_rows.count, PAIRS_DRAWS);
  const base = runOne(data, await store.crew.run([plan(tracks)], pins, 0, few, { courses: false }));
  const gapOf = async (a, b, apart, draws) => {
    const joined = moved(tracks, b, tracks.findIndex((t) => t.issues.includes(a)));
    const run = runOne(data, await store.crew.run([plan(joined)], pins, 0, draws, { courses: false }));
    bar.value += 1;
    const alone = pairOf(data, store, apart, [a, b], weights, pins).mixed;
    const gaps = pairOf(data, store, run, [a, b], weights, pins).mixed.map((x, d) => x - alone[d]);
    return { a, b, gap: { mean: mean(gaps), error: error(gaps) } };
  };
  const tried = [];
  for (const [a, b] of ways) {
    tried.push(await gapOf(a, b, base, few));
    if (!place.isConnected) return undefined;
  }
  // What looks largest on a few draws is largest partly by luck: it is judged on the draws that did not choose it as well.
  const order = tried.filter((f) => f.gap.mean).sort((x, y) => x.gap.mean - y.gap.mean);
  const chosen = [...new Set([...order.slice(0, PAIRS_SHOWN), ...order.slice(-PAIRS_SHOWN)])];
  bar.max = ways.length + chosen.length;
  const all = data.draw_rows.count;
  const apart = runOne(data, await store.crew.run([plan(tracks)], pins, 0, all, { courses: false }));
  const sure = [];
  for (const { a, b } of chosen) {
    const judged = await gapOf(a, b, apart, all);
    if (Math.abs(judged.gap.mean) > 1.96 * judged.gap.error) sure.push(judged);
    if (!place.isConnected) return undefined;
  }
  const worse = sure.filter((f) => f.gap.mean < 0).sort((x, y) => x.gap.mean - y.gap.mean);
  const better = sure.filter((f) => f.gap.mean > 0).sort((x, y) => y.gap.mean - x.gap.mean);
  const scale = { unit: "rungs", digits: 1 };
  const list = (rows, none) => (rows.length ? h("ul", {}, rows.map((f) => h("li", {}, `${title(f.a)} + ${title(f.b)}: ${interval(scale, f.gap)}, the two issues on average`))) : h("p", {}, none));
  const least = data.scales.find((x) => x.outcome === `policy_${single[0]}`).difference;
  const large = sure.filter((f) => Math.abs(f.gap.mean) >= least).length;
  return fill(
    place,
    h("p", { class: "sentence" }, large ? `${large} of ${ways.length} pairs ${large === 1 ? "differs" : "differ"} by as much as a reader would notice (${least} of a rung).` : `Too close to call for all ${ways.length} pairs: none differs by as much as a reader would notice (${least} of a rung).`),
    h("h3", {}, large ? "Better apart" : "Slightly better apart, less than a reader would notice"),
    list(worse, "No pair does worse together by more than sampling error."),
    h("h3", {}, large ? "Better together" : "Slightly better together, less than a reader would notice"),
    list(better, "No pair does better together by more than sampling error."),
    h("p", { class: "help" }, `${ways.length} pairs on ${few} draws; the ${chosen.length} that looked largest on all ${all}. Listed is what exceeds sampling error; of ${chosen.length} that do not differ, one in twenty would by luck.`),
  );
}

function runOne(data, answer) {
  return whole(data, answer.blocks, 0);
}
