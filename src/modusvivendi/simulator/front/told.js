/**
 * Outcomes as they are told: the same rules as study/scales.py and study/outlook.py.
 * @module told
 */

export const CLEAR = 1.96; // standard errors by which what is told of a mean must differ from nothing

/**
 * @typedef {object} Run futures of one plan
 * @property {number} count draws; each under every theory
 * @property {number} theories
 * @property {Float32Array} outcomes (outcomes, theories, draws)
 * @property {Float32Array | null} courses (times, issues + 1, theories, draws)
 * @property {Float32Array} tracks (tracks, theories, draws)
 */

/** A level in [0,1] as a place on a ladder: 0 on the lowest rung, 1 on the next, in between in proportion. */
export function along(rungs, level) {
  const last = rungs.length - 1;
  if (level <= rungs[0].level) return 0;
  if (level >= rungs[last].level) return last;
  let k = 1;
  while (rungs[k].level < level) k++;
  return k - 1 + (level - rungs[k - 1].level) / (rungs[k].level - rungs[k - 1].level);
}

/** Today's place of what is told, or null where it is not known. */
export function today(data, scale) {
  if (scale.unit === "rungs" && scale.issues.length) {
    const places = scale.issues.map((id, n) => along(scale.ladders[n], data.issues.find((i) => i.id === id).marker));
    return mean(places);
  }
  if (scale.unit === "rungs") return along(scale.ladders[0], scale.at);
  if (scale.issues.length) return scale.slope * mean(scale.issues.map((id) => data.issues.find((i) => i.id === id).start));
  return scale.today;
}

const remembered = new WeakMap(); // what was told of a run, by outcome and time

/**
 * Where futures end: (theories, draws) in the unit told; worked out once a run, and not to be changed.
 * @param {Float32Array[]} starts today's level of each issue in each draw of the run
 */
export function told(data, run, scale, starts, at = null) {
  if (!remembered.has(run)) remembered.set(run, new Map());
  const key = `${scale.outcome} ${at}`;
  if (!remembered.get(run).has(key)) remembered.get(run).set(key, toldAnew(data, run, scale, starts, at));
  return remembered.get(run).get(key);
}

function toldAnew(data, run, scale, starts, at) {
  const size = run.theories * run.count;
  const found = new Float64Array(size);
  const rows = (id) => {
    const n = data.issues.findIndex((i) => i.id === id);
    if (at !== null) return run.courses.subarray((at * (data.issues.length + 1) + n) * size, (at * (data.issues.length + 1) + n + 1) * size);
    const o = data.outcomes.indexOf(`policy_${id}`);
    return run.outcomes.subarray(o * size, (o + 1) * size);
  };
  if (scale.issues.length) {
    const parts = scale.issues.length;
    scale.issues.forEach((id, k) => {
      const levels = rows(id);
      const n = data.issues.findIndex((i) => i.id === id);
      const own = data.issues[n];
      const start = starts[n];
      const rungs = scale.ladders[k];
      for (let f = 0; f < size; f++) {
        const moved = levels[f] - start[f % run.count];
        found[f] += (rungs ? along(rungs, Math.min(1, Math.max(0, own.marker + moved))) : scale.slope * (own.start + moved)) / parts;
      }
    });
    return found;
  }
  const whole = at !== null ? (at + 1) * (data.issues.length + 1) - 1 : data.outcomes.indexOf(scale.outcome);
  const values = (at !== null ? run.courses : run.outcomes).subarray(whole * size, (whole + 1) * size);
  if (scale.unit === "rungs") return found.map((_, f) => along(scale.ladders[0], values[f]));
  return found.map((_, f) => (scale.today || 0) + scale.slope * (values[f] - scale.at));
}

export function mean(values) {
  let sum = 0;
  for (const v of values) sum += v;
  return sum / values.length;
}

const LONGEST = 16; // draws in a run at most
const FEWEST = 16; // runs at least

/**
 * How far a mean over the draws of a study, in their order, may be off: the spread of means of short runs, each of which is
 * as evenly drawn as the whole (study/sampling_error.py). NaN for a single draw.
 */
export function error(values) {
  const draws = values.length;
  if (draws < 2) return NaN;
  let length = 1;
  while (2 * length <= LONGEST && Math.floor(draws / (2 * length)) >= FEWEST) length *= 2;
  const runs = Array.from({ length: Math.floor(draws / length) }, (_, n) => mean(values.slice(n * length, (n + 1) * length)));
  const m = mean(runs);
  const squares = runs.reduce((sum, v) => sum + (v - m) ** 2, 0);
  return Math.sqrt(squares / (runs.length - 1)) / Math.sqrt(draws / length);
}

/** Values (theories, draws) mixed by the weights of theories: one number a draw. */
export function mixed(values, weights, count) {
  const found = new Float64Array(count);
  weights.forEach((w, t) => {
    if (w) for (let d = 0; d < count; d++) found[d] += w * values[t * count + d];
  });
  return found;
}

const ordered = new WeakMap(); // values, or their places, from the lowest to the highest

function inOrder(values, which, make) {
  if (!ordered.has(values)) ordered.set(values, {});
  return (ordered.get(values)[which] ??= make());
}

/** Quantiles of values (theories, draws) under weights of theories, as in study/summary.py. */
export function quantiles(values, weights, count, points) {
  if (weights.every((w) => w === weights[0])) {
    const sorted = inOrder(values, "values", () => Float64Array.from(values).sort());
    return points.map((p) => sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length - 1e-9) - 1)]);
  }
  const order = inOrder(values, "places", () => Uint32Array.from(values, (_, f) => f).sort((a, b) => values[a] - values[b]));
  const found = [];
  let mass = 0;
  for (const f of order) {
    mass += weights[Math.floor(f / count)] / count;
    while (found.length < points.length && mass >= points[found.length]) found.push(values[f]);
  }
  while (found.length < points.length) found.push(values[order[order.length - 1]]);
  return found;
}

/**
 * One outcome of one plan in the mixture of theories.
 * @returns {object} mean, error, low, high (5 and 95 per cent of futures), and where today is known change, its error, and the
 *   shares of futures that end noticeably lower, alike, higher; values (theories, draws) and mixed (draws)
 */
export function outlook(data, run, scale, weights, starts) {
  const values = told(data, run, scale, starts);
  const own = mixed(values, weights, run.count);
  const [low, high] = quantiles(values, weights, run.count, [0.05, 0.95]);
  const found = { values, mixed: own, mean: mean(own), error: error(own), low, high, scale, count: run.count };
  const now = today(data, scale);
  if (now === null) return found;
  const shares = { lower: 0, alike: 0, higher: 0 };
  values.forEach((v, f) => {
    const part = v - now <= -scale.difference ? "lower" : v - now >= scale.difference ? "higher" : "alike";
    shares[part] += weights[Math.floor(f / run.count)] / run.count;
  });
  return { ...found, ...shares, ...since(found, now) };
}

/** How far a mean is from today, and whether a reader would notice it. */
function since({ mean: m, error: e, scale }, now) {
  const change = m - now;
  const noticed = Math.abs(change) >= scale.difference && Math.abs(change) > CLEAR * e;
  return { today: now, change, way: noticed ? Math.sign(change) : 0 };
}

/**
 * What a few draws of a new plan say, told from where the last plan stood on all of them: the change that the few show, added
 * to what all showed (a difference estimator; Cochran 1977, 7.2). The two share draws and chance, so most of their luck cancels; how
 * far the change itself may be off stays in `slack`. Ranges are moved along; shares are changed as the few say.
 * @param {object} whole outlook of the last plan on all draws
 * @param {object} before the same on the first few
 * @param {object} few outlook of the new plan on the first few
 */
export function carried(whole, before, few) {
  const gap = shifted(whole, before, few);
  const found = { ...whole, ...gap, low: whole.low + gap.by, high: whole.high + gap.by, seen: few.count };
  if (whole.today === undefined) return found;
  const lower = Math.min(1, Math.max(0, whole.lower + few.lower - before.lower));
  const higher = Math.min(1 - lower, Math.max(0, whole.higher + few.higher - before.higher));
  return { ...found, lower, alike: 1 - lower - higher, higher, ...since(found, few.today) };
}

/** The same for a mean alone, with one number a draw behind it: {mixed, mean, error, slack, by}. */
export function shifted(whole, before, few) {
  const gaps = few.mixed.map((x, d) => x - before.mixed[d]);
  const by = mean(gaps);
  const slack = error(gaps);
  return { mixed: whole.mixed.map((x) => x + by), mean: whole.mean + by, by, slack, error: Math.hypot(whole.error, slack) };
}

/** Half of the band in which it is too close to call: what a reader would notice, or sampling error where that is more. */
export function tooClose(scale, gap) {
  return Math.max(scale.difference, CLEAR * gap.error || 0);
}

/** Difference of two plans on the same draws: its mean, its standard error, and whether a reader would notice it. */
export function difference(one, other) {
  const n = Math.min(one.count, other.count);
  const gaps = new Float64Array(n);
  for (let d = 0; d < n; d++) gaps[d] = one.mixed[d] - other.mixed[d];
  const m = mean(gaps);
  const e = Math.hypot(error(gaps), one.slack || 0, other.slack || 0);
  return { mean: m, error: e, told: Math.abs(m) >= one.scale.difference && Math.abs(m) > CLEAR * e };
}

/** Best plan of several by the mean, and those that cannot be told from it. */
export function best(views) {
  const { better } = views[0].scale;
  const order = views.map((v, n) => ({ n, v })).sort((a, b) => better * (b.v.mean - a.v.mean) || a.n - b.n);
  const top = order[0];
  const tied = order.slice(1).filter(({ v }) => !difference(top.v, v).told);
  return { order: order.map((o) => o.n), best: top.n, tied: tied.map((o) => o.n) };
}

/** Weights of theories that add up to one. */
export function shares(data, odds) {
  const raw = data.theories.map((t) => Math.max(0, odds[t.name] ?? 0));
  const sum = raw.reduce((a, b) => a + b, 0);
  return sum > 0 ? raw.map((w) => w / sum) : raw.map(() => 1 / raw.length);
}
