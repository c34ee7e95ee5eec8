/**
 * A worker: holds its part of the draws in the engine's memory and runs strategies on them, block by block. A newer request
 * stops an older one between blocks.
 * @module worker
 */
import { Block, Engine } from "./engine.js";
import { compiled, compiledNobody, planned } from "./compile.js";

/** @type {any} */
let world = null;
let newest = 0;
let wake = null;

/** Unpack gzip'd bytes. */
export async function unpacked(bytes) {
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** Everything that stays the same: engine, setting, and this worker's blocks, the early ones first. */
async function start({ data, wasm, draws, me, crew, size }) {
  const engine = await Engine.load(await unpacked(wasm), data.layout);
  const numbers = await unpacked(draws);
  const { count, case: caseRows, theory: theoryRows } = data.draw_rows;
  const theories = data.theories.length;
  const caseSize = caseRows.length * count;
  const theorySize = theories * theoryRows.length * count;
  const drawn = {
    rows: data.draw_rows,
    count,
    theories,
    case: new Float32Array(numbers, 0, caseSize),
    theory: new Float32Array(numbers, caseSize * 4, theorySize),
    keys: new Uint32Array(numbers, (caseSize + theorySize) * 4, 2 * theories * count),
  };
  const blocks = [];
  for (let first = me * size; first < count; first += crew * size)
    blocks.push(new Block(engine, drawn, first, Math.min(size, count - first)));
  const setting = engine.setting(data.setting);
  world = { data, engine, blocks, setting, nobody: engine.moves(compiledNobody(data)) };
  const starts = blocks.map((b) => ({ first: b.first, count: b.count, levels: startsOf(data, drawn, b) }));
  self.postMessage({ ready: true, starts });
}

/** Today's level of every issue in the draws of a block, issue by issue: a future is told by how far it moves from there. */
function startsOf(data, drawn, block) {
  return data.issues.map((_, i) => {
    const at = drawn.rows.case.indexOf(data.layout.start_row + i) * drawn.count + block.first;
    return drawn.case.slice(at, at + block.count);
  });
}

/** One job: plans run on the draws from one to another, with whole courses or without. */
async function work({ id, plans, pins, from, to, stoppable, courses }) {
  const { data, engine, blocks, setting, nobody } = world;
  const begun = performance.now();
  let inside = 0;
  const compiledPlans = plans.map((plan) => {
    const own = planned(data, plan);
    return { moves: engine.moves(compiled(data, own)), tracks: own.tracks.length };
  });
  const found = [];
  for (const block of blocks) {
    if (block.first < from || block.first >= to) continue;
    if (stoppable && id < newest) break;
    const before = performance.now();
    block.pin(pins);
    const runs = compiledPlans.map(({ moves, tracks }) =>
      block.run(setting, moves, nobody, {
        outcomes: data.outcomes.length,
        issues: data.issues.length,
        courses: courses ? Math.floor(data.months / data.every) : 0,
        every: courses ? data.every : data.months + 1,
        tracks,
      }),
    );
    inside += performance.now() - before;
    found.push({ first: block.first, count: block.count, runs });
    await pause();
  }
  for (const { moves } of compiledPlans) engine.free(moves);
  const stopped = stoppable && id < newest;
  const buffers = stopped ? [] : found.flatMap((b) => b.runs.flatMap((r) => [r.outcomes.buffer, r.courses.buffer, r.tracks.buffer]));
  self.postMessage({ id, from, stopped, blocks: stopped ? [] : found, inside, took: performance.now() - begun }, [...new Set(buffers)]);
}

/** Let messages in. */
function pause() {
  return new Promise((resolve) => {
    if (!wake) {
      wake = new MessageChannel();
      wake.port1.onmessage = () => wake.waiting.shift()();
      wake.waiting = [];
    }
    wake.waiting.push(resolve);
    wake.port2.postMessage(0);
  });
}

let queue = Promise.resolve();
if (typeof self !== "undefined" && typeof WorkerGlobalScope !== "undefined")
  self.onmessage = ({ data: message }) => {
    if (message.stop !== undefined) newest = Math.max(newest, message.stop);
    else queue = queue.then(() => (message.data ? start(message) : work(message))).catch((error) => self.postMessage({ error: String(error) }));
  };
