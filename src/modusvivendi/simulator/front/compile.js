/**
 * Turning a plan (a strategy as its user has changed it) into the arrays the engine runs on: the same as
 * strategy/compile.py, array by array.
 * @module compile
 */

/**
 * @typedef {object} Plan
 * @property {string} strategy its name; "" for today's mix
 * @property {Record<string, number>} levers that replace those of every phase
 * @property {string} followers a coalition, or "" for the strategy's own
 * @property {number} atOnce most talks open together, or 0 for the strategy's own
 * @property {object[] | null} tracks that replace the strategy's own; null for its own
 */

/** The strategy with the plan's changes in it. */
export function planned(data, plan) {
  const own = data.strategies.find((s) => s.name === plan.strategy);
  if (!own) return idle();
  const levers = plan.levers || {};
  let phases = own.phases;
  if (Object.keys(levers).length) {
    if (!phases.length) phases = [{ start: 0, blocs: null, levers: {} }];
    phases = phases.map((p) => ({ ...p, levers: { ...p.levers, ...levers } }));
  }
  const tracks = plan.tracks || own.tracks;
  const acts = own.acts || phases.length > 0;
  const coalition = plan.followers && data.case.coalitions[plan.followers];
  const follows = acts ? coalition || own.follows : [];
  return { ...own, phases, tracks, follows: new Set(follows), at_once: plan.atOnce || own.at_once };
}

/** The strategy that no one follows: today's mix goes on. */
function idle() {
  return { phases: [], tracks: [], demands: null, follows: new Set(), at_once: 4 };
}

export function compiledNobody(data) {
  return compiled(data, idle());
}

/** Countries in the engine's order: by bloc, then as the case lists them. */
function sortedCountries(data) {
  const order = data.case.blocs.map((b) => b.id);
  return data.case.countries
    .map((c, n) => ({ ...c, n }))
    .sort((a, b) => order.indexOf(a.bloc) - order.indexOf(b.bloc) || a.n - b.n);
}

/** A bloc's share of followers: the mean of their shares of material, contact and standing weight. */
function shareOf(data, bloc, follows) {
  const members = data.case.countries.filter((c) => c.bloc === bloc);
  const shares = [0, 1, 2].map((kind) => {
    let whole = 0;
    let part = 0;
    for (const c of members) {
      whole += c.weights[kind];
      if (follows.has(c.id)) part += c.weights[kind];
    }
    return whole > 0 ? part / whole : 0;
  });
  return (shares[0] + shares[1] + shares[2]) / 3;
}

/** The bloc that leads talks: by id, else the one of that kind with most followers, else the one with most of all. */
function leader(data, name, follow) {
  const blocs = data.case.blocs;
  let able = blocs.filter((b) => b.id === name).map((b) => b.id);
  if (!able.length && name) able = blocs.filter((b) => b.kind === name).map((b) => b.id);
  if (able.length === 1) return able[0];
  if (!able.length) able = blocs.map((b) => b.id);
  const whole = [0, 1, 2].map((kind) => data.case.countries.reduce((sum, c) => sum + c.weights[kind], 0) || 1);
  const weight = (bloc) => {
    let sum = 0;
    for (const c of data.case.countries) if (c.bloc === bloc) for (const k of [0, 1, 2]) sum += c.weights[k] / whole[k];
    return sum;
  };
  let best = able[0];
  const worth = (bloc) => follow[blocs.findIndex((b) => b.id === bloc)] * weight(bloc);
  for (const bloc of able) if (worth(bloc) > worth(best)) best = bloc;
  return best;
}

/** Which chance stream each track uses: that of its first issue; a second track on the same issue gets its own. */
function chanceKeys(tracks, ids) {
  const used = new Set();
  return tracks.map((track) => {
    let key = Math.min(...track.issues.map((i) => ids.indexOf(i)));
    while (used.has(key)) key += ids.length;
    used.add(key);
    return key;
  });
}

/** The arrays of a strategy, by the names of the engine's fields; levers (months, blocs, levers). */
export function compiled(data, own) {
  const blocs = data.case.blocs.map((b) => b.id);
  const ids = data.issues.map((i) => i.id);
  const { months } = data;
  const names = data.layout.lever_names;
  const size = months * blocs.length * names.length;
  const levers = new Float32Array(size);
  const set = new Float32Array(size);
  const phases = own.phases.map((p, n) => ({ ...p, n })).sort((a, b) => a.start - b.start || a.n - b.n);
  for (const phase of phases) {
    const chosen = phase.blocs ? phase.blocs.map((b) => blocs.indexOf(b)) : blocs.map((_, n) => n);
    names.forEach((name, number) => {
      const value = phase.levers[name];
      if (value === undefined) return;
      for (let t = phase.start; t < months; t++)
        for (const b of chosen) {
          levers[(t * blocs.length + b) * names.length + number] = value;
          set[(t * blocs.length + b) * names.length + number] = 1;
        }
    });
  }
  const follow = blocs.map((b) => Math.fround(shareOf(data, b, own.follows)));
  const demands = new Float32Array(blocs.length * ids.length);
  if (own.demands)
    for (const issue of own.demands.issues)
      for (let b = 0; b < blocs.length; b++) demands[b * ids.length + ids.indexOf(issue)] = own.demands.intensity;
  return {
    follow,
    follows: sortedCountries(data).map((c) => (own.follows.has(c.id) ? 1 : 0)),
    levers,
    lever_set: set,
    demands,
    demands_set: blocs.map(() => (own.demands ? 1 : 0)),
    ...compiledTracks(data, own.tracks, ids, blocs, follow),
    at_once: own.at_once,
    tracks: own.tracks.length,
  };
}

function compiledTracks(data, tracks, ids, blocs, follow) {
  let entries = 0;
  const last = tracks.map((t) => (entries += t.issues.length));
  const column = (name) => tracks.map((t) => Number(t[name]));
  return {
    track_bloc: tracks.map((t) => blocs.indexOf(leader(data, t.bloc, follow))),
    track_start: column("start"),
    track_reward: column("reward"),
    track_standing: column("standing"),
    track_publicity: column("publicity"),
    track_whole: column("all_or_nothing"),
    track_intensity: column("intensity"),
    track_patience: column("patience"),
    track_renewals: column("renewals"),
    track_pause: column("pause"),
    track_snub: column("snub"),
    track_key: chanceKeys(tracks, ids),
    track_first: tracks.map((t, n) => last[n] - t.issues.length),
    track_last: last,
    entry_issue: tracks.flatMap((t) => t.issues.map((i) => ids.indexOf(i))),
    entry_step: tracks.flatMap((t) => t.issues.map((i) => t.steps[i] ?? t.step)),
  };
}
