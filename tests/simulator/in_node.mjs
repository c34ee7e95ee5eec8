// Runs plans on all draws of a simulator with the page's own modules: a job from standard input, results to standard output.
// argv: folder of the modules, engine.wasm. Job: {content, draws (file), plans, pins}. Result: [{outcomes, moves}].
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, wasm, job, out] = process.argv.slice(2);
const { Engine, Block } = await import(pathToFileURL(`${folder}/engine.js`));
const { planned, compiled, compiledNobody } = await import(pathToFileURL(`${folder}/compile.js`));
const { content: data, draws, plans, pins } = JSON.parse(readFileSync(job, "utf8"));
const bytes = readFileSync(draws);
const numbers = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
const { count, case: caseRows, theory: theoryRows } = data.draw_rows;
const theories = data.theories.length;
const [a, b] = [caseRows.length * count, theories * theoryRows.length * count];
const drawn = {
  rows: data.draw_rows, count, theories,
  case: new Float32Array(numbers, 0, a),
  theory: new Float32Array(numbers, a * 4, b),
  keys: new Uint32Array(numbers, (a + b) * 4, 2 * count),
};
const engine = await Engine.load(readFileSync(wasm), data.layout);
const block = new Block(engine, drawn, 0, count);
block.pin(pins);
const setting = engine.setting(data.setting);
const nobody = engine.moves(compiledNobody(data));
const courses = Math.floor(data.months / data.every);
const found = [];
for (const plan of plans) {
  const own = planned(data, plan);
  const moves = compiled(data, own);
  const sizes = { outcomes: data.outcomes.length, issues: data.issues.length, courses, every: data.every, tracks: own.tracks.length };
  const begun = performance.now();
  const run = block.run(setting, engine.moves(moves), nobody, sizes);
  const took = performance.now() - begun;
  const plain = Object.fromEntries(Object.entries(moves).map(([k, v]) => [k, ArrayBuffer.isView(v) ? Array.from(v) : v]));
  found.push({ moves: plain, outcomes: Array.from(run.outcomes), courses: Array.from(run.courses), tracks: Array.from(run.tracks), took, futures: block.futures });
}
writeFileSync(out, JSON.stringify(found));
