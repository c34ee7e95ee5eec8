/**
 * Pictures: the course of an outcome with its three lines, and one row of a ladder. Plain SVG.
 * @module chart
 */
import { fill, s } from "./dom.js";
import { difference, error, mean, mixed, quantiles, shifted, today, told, tooClose } from "./told.js";
import { monthAfter } from "./words.js";

/** Whether the engine keeps the course of what is told. */
export function hasCourse(scale) {
  return scale.issues.length > 0 || scale.outcome === "wellbeing";
}

/** Means at every kept time, with one number a draw behind each, and where nine and five of ten futures lie if asked. */
export function course(data, run, scale, weights, starts, fan = false) {
  const times = Math.floor(data.months / data.every);
  const found = { at: [], mean: [], fan: [] };
  for (let at = 0; at < times; at++) {
    const values = told(data, run, scale, starts, at);
    const own = mixed(values, weights, run.count);
    found.at.push({ scale, count: run.count, mixed: own, mean: mean(own), error: error(own) });
    found.mean.push(found.at[at].mean);
    if (fan) found.fan.push(quantiles(values, weights, run.count, [0.05, 0.25, 0.75, 0.95]));
  }
  return found;
}

/** A course of which a few draws have run, told from where the last one stood (told.js, carried). */
export function carriedCourse(whole, before, few) {
  const at = whole.at.map((w, t) => ({ ...w, ...shifted(w, before.at[t], few.at[t]) }));
  return { at, mean: at.map((m) => m.mean), fan: whole.fan.map((q, t) => q.map((v) => v + at[t].by)) };
}

const line = (points) => points.map(([x, y], n) => `${n ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

/** A picture that is drawn again in place. */
export class CourseChart {
  constructor(data, { small = false } = {}) {
    this.data = data;
    this.small = small;
    this.width = small ? 300 : 660;
    this.height = small ? 150 : 330;
    this.root = s("svg", { viewBox: `0 0 ${this.width} ${this.height}`, class: small ? "chart small" : "chart", role: "img" });
  }

  /**
   * @param {object} scale @param {{today: object, world: object, plan: object}} lines courses
   * @param {string} label what the picture says
   */
  draw(scale, lines, label, range = null) {
    const { data, width, height, small } = this;
    const [left, right, top, bottom] = small ? [8, 8, 8, 20] : [8, 8, 12, 26];
    const now = today(data, scale);
    const [low, high] = range || this.range(scale, lines, now);
    const times = lines.plan.mean.length;
    const x = (t) => left + ((width - left - right) * t) / times;
    const y = (v) => top + ((height - top - bottom) * (high - v)) / (high - low);
    const parts = [];
    this.grid(parts, scale, low, high, y, width - right, left);
    const years = Math.floor(data.months / 12);
    for (let n = 0; n <= years; n++) {
      const at = x((n * 12) / data.every);
      const text = monthAfter(data.case.first, n * 12).split(" ")[1];
      if (!small || n === 0 || n === years)
        parts.push(s("text", { x: at, y: height - 6, class: "tick", "text-anchor": n === 0 ? "start" : n === years ? "end" : "middle" }, text));
    }
    const from = (v) => [[x(0), y(now ?? v[0])], ...v.map((m, n) => [x(n + 1), y(m)])];
    if (lines.plan.fan.length)
      for (const [a, b] of [[0, 3], [1, 2]]) {
        const upper = from(lines.plan.fan.map((q) => q[b]));
        const lower = from(lines.plan.fan.map((q) => q[a])).reverse();
        parts.push(s("path", { d: `${line([...upper, ...lower])}Z`, class: "fan" }));
      }
    const half = lines.world.at.map((w, t) => tooClose(scale, difference(lines.plan.at[t], w)));
    const band = from(lines.world.mean.map((m, t) => m + half[t]));
    const under = from(lines.world.mean.map((m, t) => m - half[t])).reverse();
    parts.push(s("path", { d: `${line([...band, ...under])}Z`, class: "close" }));
    for (const name of ["today", "world", "plan"]) parts.push(s("path", { d: line(from(lines[name].mean)), class: `line ${name}` }));
    if (now !== null) parts.push(s("circle", { cx: x(0), cy: y(now), r: small ? 3 : 5, class: "now" }));
    this.root.setAttribute("aria-label", label);
    fill(this.root, parts);
  }

  range(scale, lines, now) {
    const every = [lines.today, lines.world, lines.plan].flatMap((l) => [...l.mean, ...l.fan.flatMap((q) => [q[0], q[3]])]);
    if (now !== null) every.push(now);
    const [low, high] = [Math.min(...every) - 1.5 * scale.difference, Math.max(...every) + 1.5 * scale.difference];
    return scale.unit === "rungs" ? [Math.max(-0.15, low), Math.min(this.top(scale), high)] : [low, high];
  }

  top(scale) {
    return Math.max(...scale.ladders.map((l) => l.length)) - 0.85;
  }

  grid(parts, scale, low, high, y, right, left) {
    if (scale.unit === "rungs") {
      const rungs = scale.ladders.length === 1 ? scale.ladders[0] : null;
      for (let k = Math.ceil(low); k <= high; k++) {
        parts.push(s("line", { x1: left, x2: right, y1: y(k), y2: y(k), class: "grid" }));
        if (!this.small) {
          const text = rungs ? rungs[k].name : `rung ${k + 1} of ${Math.max(...scale.ladders.map((l) => l.length))}, on average`;
          parts.push(s("text", { x: right, y: y(k) - 4, class: "rung", "text-anchor": "end" }, text.length > 76 ? `${text.slice(0, 75)}…` : text));
        }
      }
      return;
    }
    const step = nice((high - low) / 4);
    for (let v = Math.ceil(low / step) * step; v <= high; v += step) {
      parts.push(s("line", { x1: left, x2: right, y1: y(v), y2: y(v), class: "grid" }));
      const digits = Math.max(0, -Math.floor(Math.log10(step)));
      if (!this.small) parts.push(s("text", { x: right, y: y(v) - 4, class: "rung", "text-anchor": "end" }, `${v.toFixed(digits)} ${scale.unit}`));
    }
  }
}

function nice(x) {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].find((m) => m * power >= x) * power;
}

/** One outcome on one line: ticks at rungs, today's marker, today's mix, the same under the chosen world, the plan. */
export class RowChart {
  constructor() {
    this.root = s("svg", { viewBox: "0 0 320 56", class: "ladder", role: "img" });
  }

  draw(scale, views, label) {
    const { plan, world, today: mix } = views;
    let [low, high] = [0, scale.unit === "rungs" ? Math.max(...scale.ladders.map((l) => l.length)) - 1 : 1];
    if (scale.unit !== "rungs") {
      const every = [plan.low, plan.high, world.mean, mix.mean, plan.today ?? plan.mean];
      const spare = Math.max(scale.difference, 0.05 * (Math.max(...every) - Math.min(...every)));
      [low, high] = [Math.min(...every) - spare, Math.max(...every) + spare];
      if (Math.min(...every) >= 0) low = Math.max(0, low); // what is counted does not fall below none
    }
    const x = (v) => 12 + (296 * (Math.min(high, Math.max(low, v)) - low)) / (high - low || 1);
    const parts = [s("line", { x1: x(low), x2: x(high), y1: 20, y2: 20, class: "axis" })];
    if (scale.unit === "rungs") for (let k = 0; k <= high; k++) parts.push(s("line", { x1: x(k), x2: x(k), y1: 15, y2: 25, class: "axis" }));
    const half = tooClose(scale, difference(plan, world));
    parts.push(s("rect", { x: x(world.mean - half), width: x(world.mean + half) - x(world.mean - half), y: 11, height: 18, class: "close" }));
    parts.push(s("line", { x1: x(plan.low), x2: x(plan.high), y1: 20, y2: 20, class: "spread" }));
    const ends = scale.unit === "rungs" ? ["lowest rung", "highest"] : [low, high].map((v) => v.toFixed(scale.digits));
    ends.forEach((text, n) => parts.push(s("text", { x: n ? 318 : 2, y: 51, class: "end", "text-anchor": n ? "end" : "start" }, text)));
    if (plan.today !== undefined) parts.push(s("path", { d: `M${x(plan.today)} 26 l6 11 h-12 Z`, class: "now" }));
    parts.push(s("circle", { cx: x(mix.mean), cy: 20, r: 6, class: "dot today" }));
    parts.push(s("circle", { cx: x(world.mean), cy: 20, r: 4.5, class: "dot world" }));
    parts.push(s("path", { d: `M${x(plan.mean)} 10 l8 10 l-8 10 l-8 -10 Z`, class: "dot plan" }));
    this.root.setAttribute("aria-label", label);
    fill(this.root, parts);
  }
}
