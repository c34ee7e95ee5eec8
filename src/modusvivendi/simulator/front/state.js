/**
 * What its user has chosen: kept in the fragment of the address and in small files; read with suspicion.
 * @module state
 */

export const PAGES = ["simulator", "options", "beliefs", "agenda", "watch", "precedents", "workshop", "about"];

/** The state in which a page opens. */
export function opening(data) {
  const names = data.strategies.map((s) => s.name);
  return {
    page: "simulator",
    aim: data.scales[0].outcome,
    strategy: names.includes("piecemeal") ? "piecemeal" : names[0],
    levers: {},
    followers: "",
    atOnce: 0,
    tracks: null,
    weights: Object.fromEntries(Object.entries(data.weights).map(([t, w]) => [t, Math.round(1000 * w) / 10])),
    pins: {},
  };
}

/** The plan of a state: what we do. */
export function planOf(state) {
  const { strategy, levers, followers, atOnce, tracks } = state;
  return { strategy, levers, followers, atOnce, tracks };
}

/** The plan that is today's mix: nobody follows a strategy. */
export const TODAY = { strategy: "", levers: {}, followers: "", atOnce: 0, tracks: null };

/** Whether a plan does anything at all. */
export function acts(data, plan) {
  const own = data.strategies.find((s) => s.name === plan.strategy);
  return Boolean(own && (own.acts || Object.keys(plan.levers).length || plan.tracks?.length));
}

/** Rows of the engine and the values at which they are held. */
export function pinsOf(data, state) {
  return data.inputs.filter((i) => i.name in state.pins).map((i) => [i.row, state.pins[i.name]]);
}

const number = (text, low, high) => {
  const x = typeof text === "number" ? text : Number.parseFloat(text);
  return Number.isFinite(x) ? Math.min(high, Math.max(low, x)) : null;
};

const STATE = ["page", "aim", "strategy", "followers", "atOnce", "levers", "weights", "pins", "tracks"];

/**
 * A state from anything: what is not known is left out, what is out of range is brought to its end.
 * @param {string[]} unknown gets the names of what was left out or changed
 */
export function checked(data, given, unknown = []) {
  const state = opening(data);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    unknown.push("all of it");
    return state;
  }
  known(data, given, unknown);
  if (PAGES.includes(given.page)) state.page = given.page;
  if (data.scales.some((s) => s.outcome === given.aim)) state.aim = given.aim;
  if (data.strategies.some((s) => s.name === given.strategy)) state.strategy = given.strategy;
  if (Object.hasOwn(data.case.coalitions, given.followers ?? "")) state.followers = given.followers;
  const atOnce = number(given.atOnce, 0, 32);
  if (atOnce !== null) state.atOnce = Math.round(atOnce);
  for (const lever of data.layout.lever_names) {
    const x = number(given.levers?.[lever], 0, 1);
    if (x !== null) state.levers[lever] = x;
  }
  if (given.weights) for (const t of data.theories) state.weights[t.name] = number(given.weights[t.name], 0, 100) ?? 0;
  if (Object.values(state.weights).every((w) => !w)) state.weights = opening(data).weights;
  for (const i of data.inputs) {
    const x = number(given.pins?.[i.name], i.low, i.high);
    if (x !== null) state.pins[i.name] = x;
  }
  state.tracks = checkedTracks(data, given.tracks);
  if (state.tracks && issuesIn(state.tracks) !== issuesIn(given.tracks)) unknown.push("talks");
  return state;
}

/** Names what of a given state is not known to this page, or not as it can be. */
function known(data, given, unknown) {
  const inside = { levers: [data.layout.lever_names, 0, 1], weights: [data.theories.map((t) => t.name), 0, 100], pins: [data.inputs.map((i) => i.name), -Infinity, Infinity] };
  const outside = (i, x) => x < i.low - 1e-6 * (i.high - i.low) || x > i.high + 1e-6 * (i.high - i.low);
  const allowed = { page: PAGES, aim: data.scales.map((s) => s.outcome), strategy: data.strategies.map((s) => s.name), followers: ["", ...Object.keys(data.case.coalitions)] };
  for (const [name, value] of Object.entries(given)) {
    if (!STATE.includes(name)) unknown.push(name);
    else if (value !== undefined && name in allowed && !allowed[name].includes(value)) unknown.push(name);
    else if (name === "atOnce" && number(value, 0, 32) !== Number(value)) unknown.push(name);
    else if (name === "tracks" && value !== null && !Array.isArray(value)) unknown.push(name);
    else if (name in inside) {
      const [names, low, high] = inside[name];
      for (const [key, x] of Object.entries(Object(value))) if (!names.includes(key) || number(x, low, high) !== Number(x)) unknown.push(`${name}.${key}`);
    }
  }
  for (const i of data.inputs) if (outside(i, Number(given.pins?.[i.name]))) unknown.push(`pins.${i.name}`);
}

/** One line for what was left out, "" for nothing. */
export function leftOut(unknown, where) {
  if (!unknown.length) return "";
  const shown = unknown.slice(0, 3).map((name) => name.slice(0, 40)).join(", ");
  return `Part of ${where} does not fit this page and was left out or brought into range: ${shown}${unknown.length > 3 ? ` and ${unknown.length - 3} more` : ""}. All else is as given.`;
}

const TERMS = { step: [0.01, 1], start: [0, 600], reward: [0, 1], standing: [0, 1], publicity: [0, 1], intensity: [0, 1], patience: [1, 600], renewals: [0, 50], pause: [0, 600], snub: [0, 1] };
const WHOLE = ["start", "patience", "renewals", "pause"];

/** How many issues are on the table, counted as they are given. */
function issuesIn(tracks) {
  return tracks.reduce((sum, t) => sum + (Array.isArray(t?.issues) ? t.issues.length : 1), 0);
}

function checkedTracks(data, given) {
  if (!Array.isArray(given)) return null;
  const known = new Set(data.issues.map((i) => i.id));
  const blocs = new Set(data.case.blocs.flatMap((b) => [b.id, b.kind]));
  const found = [];
  let entries = 0;
  for (const t of given.slice(0, 32)) {
    const issues = Array.isArray(t?.issues) ? [...new Set(t.issues.filter((i) => known.has(i)))] : [];
    if (!issues.length || entries + issues.length > 64) continue;
    entries += issues.length;
    const terms = {};
    for (const [name, [low, high]] of Object.entries(TERMS)) {
      const x = number(t[name], low, high) ?? low;
      terms[name] = WHOLE.includes(name) ? Math.round(x) : x;
    }
    const steps = {};
    for (const i of issues) {
      const x = number(t.steps?.[i], 0.01, 1);
      if (x !== null) steps[i] = x;
    }
    found.push({ ...terms, issues, steps, bloc: blocs.has(t.bloc) ? t.bloc : "", all_or_nothing: Boolean(t.all_or_nothing) });
  }
  return found;
}

/** A state as the fragment of an address: only what differs from the opening. */
export function fragment(data, state) {
  const first = opening(data);
  const words = new URLSearchParams();
  for (const name of ["page", "aim", "strategy", "followers", "atOnce"]) if (state[name] !== first[name]) words.set(name, state[name]);
  for (const [lever, x] of Object.entries(state.levers)) words.set(`lever.${lever}`, x);
  for (const [t, w] of Object.entries(state.weights)) if (w !== first.weights[t]) words.set(`weight.${t}`, w);
  for (const [i, x] of Object.entries(state.pins)) words.set(`input.${i}`, x);
  if (state.tracks) words.set("talks", JSON.stringify(state.tracks));
  return words.toString();
}

/** The state that a fragment describes. unknown gets the names of what was left out. */
export function fromFragment(data, text, unknown = []) {
  const words = new URLSearchParams(text.replace(/^#/, ""));
  const given = { levers: {}, pins: {}, weights: { ...opening(data).weights } };
  for (const [key, value] of words) {
    const [kind, ...rest] = key.split(".");
    const name = rest.join(".");
    if (kind === "lever") given.levers[name] = value;
    else if (kind === "weight") given.weights[name] = value;
    else if (kind === "input") given.pins[name] = value;
    else if (kind === "talks") {
      try {
        given.tracks = JSON.parse(value);
      } catch {
        unknown.push("talks");
      }
    } else if (!rest.length && kind in opening(data)) given[kind] = value;
    else unknown.push(key);
  }
  return checked(data, given, unknown);
}

/** A state as a small file. */
export function asFile(data, state, name) {
  return JSON.stringify({ modus_state: 1, case: data.case.name, digest: data.digest, name, state }, null, 1);
}

const LARGEST = 1_000_000; // bytes of a state; one with all talks has some ten thousand

/** A file that its user has chosen. Rejects with one line for what is no state. */
export async function readState(data, file) {
  if (file.size > LARGEST) throw new Error("too large for a state of the simulator; nothing was changed");
  return fromFile(data, await file.text());
}

/**
 * What a file holds: {name, state, same, unknown}; an Error with one line for what is none. same: whether it is of this very
 * study; unknown: what was left out.
 */
export function fromFile(data, text) {
  let given;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Error("not a state of the simulator; nothing was changed");
  }
  if (given?.modus_state === undefined) throw new Error("not a state of the simulator; nothing was changed");
  if (given.modus_state !== 1) throw new Error("a state of another version of the simulator; nothing was changed");
  if (given.case !== data.case.name) throw new Error(`a state of another case (${String(given.case).slice(0, 40)}); nothing was changed`);
  const unknown = [];
  const state = checked(data, given.state, unknown);
  return { name: String(given.name || "a team").slice(0, 60), state, same: given.digest === data.digest, unknown };
}

/** The talks of a state as a plan file (JSON is YAML), for `modus plan --edit` and `modus brief --plan`; its posture is that of the first phase. */
export function asPlan(data, state) {
  const own = data.strategies.find((s) => s.name === state.strategy);
  return JSON.stringify(
    {
      name: "from-simulator",
      title: `${own.title}, arranged in the simulator`,
      followers: state.followers || own.followers,
      at_once: state.atOnce || own.at_once,
      demands: own.demands ? own.demands.issues : [],
      demand_intensity: own.demands ? own.demands.intensity : 0,
      tracks: state.tracks || own.tracks,
      posture: { ...(own.phases[0]?.levers || {}), ...state.levers },
    },
    null,
    1,
  );
}

/** What every command takes of a state: who follows, weights, numbers held. */
function settings(data, state) {
  const odds = Object.entries(state.weights).filter(([, w]) => w > 0).map(([t, w]) => `${t}=${w}`);
  const pins = data.inputs.filter((i) => i.name in state.pins).map((i) => `--set ${i.setting}=${state.pins[i.name]}`);
  return [...(state.followers ? [`--as ${state.followers}`] : []), ...pins, `--weights ${odds.join(",")}`];
}

/** The brief of a state whose plan was saved, as a command. */
export function briefCommand(data, state) {
  return [`modus brief ${data.case.name} --plan ${data.case.name}-plan.yaml`, ...settings(data, state)].join(" ");
}

/** The same study as a command. */
export function command(data, state) {
  const sets = [
    ...Object.entries(state.levers).map(([lever, x]) => `strategy.${state.strategy}.levers.${lever}=${x}`),
    ...(state.atOnce ? [`strategy.${state.strategy}.at_once=${state.atOnce}`] : []),
  ];
  const idle = data.strategies.find((s) => !s.acts);
  const strategies = [...new Set([state.strategy, ...(idle ? [idle.name] : [])])].join(",");
  const parts = [`modus run ${data.case.name} --futures ${data.draws} --strategies ${strategies}`];
  return [...parts, ...sets.map((s) => `--set ${s}`), ...settings(data, state)].join(" ");
}
