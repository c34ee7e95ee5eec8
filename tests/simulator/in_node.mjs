// Runs plans on all draws of a simulator with the page's own modules: a job in a file, results to a file.
// Arguments: folder of the modules, engine.wasm, job, results. Job: {content, draws (file), plans, pins, weights}.
// Result per plan: moves (arrays), outcomes, told (outcome → numbers of its outlook), file (as it would be saved).
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, wasm, job, out] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(`${folder}/${name}.js`));
const { Engine, Block } = await load("engine");
const { planned, compiled, compiledNobody } = await load("compile");
const { outlook } = await load("told");
const { asPlan } = await load("state");
const { content: data, draws, plans, pins, weights } = JSON.parse(readFileSync(job, "utf8"));
const bytes = readFileSync(draws);
const numbers = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
const { count, case: caseRows, theory: theoryRows } = data.draw_rows;
const theories = data.theories.length;
const [a, b] = [caseRows.length * count, theories * theoryRows.length * count];
const drawn = {
  rows: data.draw_rows, count, theories,
  case: new Float32Array(numbers, 0, a),
  theory: new Float32Array(numbers, a * 4, b),
  keys: new Uint32Array(numbers, (a + b) * 4, 2 * theories * count),
};
const engine = await Engine.load(readFileSync(wasm), data.layout);
const block = new Block(engine, drawn, 0, count);
block.pin(pins);
const setting = engine.setting(data.setting);
const nobody = engine.moves(compiledNobody(data));
const starts = data.issues.map((_, i) => {
  const at = drawn.rows.case.indexOf(data.layout.start_row + i) * count;
  return drawn.case.slice(at, at + count);
});
const found = plans.map((plan) => {
  const own = planned(data, plan);
  const moves = compiled(data, own);
  const sizes = { outcomes: data.outcomes.length, issues: data.issues.length, courses: 0, every: data.months + 1, tracks: own.tracks.length };
  const run = { count, theories, ...block.run(setting, engine.moves(moves), nobody, sizes) };
  const told = {};
  for (const scale of data.scales) {
    const { values, mixed, scale: _, ...view } = outlook(data, run, scale, weights, starts);
    told[scale.outcome] = view;
  }
  const plain = Object.fromEntries(Object.entries(moves).map(([k, v]) => [k, ArrayBuffer.isView(v) ? Array.from(v) : v]));
  return { moves: plain, outcomes: Array.from(run.outcomes), told, file: plan.strategy ? asPlan(data, plan) : null };
});
writeFileSync(out, JSON.stringify(found));
