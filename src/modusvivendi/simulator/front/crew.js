/**
 * The crew: workers that share the draws. A request is answered twice: at once from the first draws, and from all of them
 * when nothing newer is asked.
 * @module crew
 */

const BLOCK = 4; // draws a block; each runs under every theory
const EARLY = 16; // draws behind the first answer: a run of draws that is as evenly drawn as the whole

export class Crew {
  /** @param {object} data @param {{script: string, wasm: Uint8Array, draws: Uint8Array}} parts @param {number} size workers */
  constructor(data, parts, size) {
    this.data = data;
    this.jobs = new Map();
    this.next = 1;
    this.early = Math.min(data.draw_rows.count, EARLY);
    const address = URL.createObjectURL(new Blob([parts.script], { type: "text/javascript" }));
    this.workers = Array.from({ length: size }, () => new Worker(address));
    const starts = data.issues.map(() => new Float32Array(data.draw_rows.count));
    this.ready = Promise.all(
      this.workers.map(
        (worker, me) =>
          new Promise((resolve, reject) => {
            worker.onerror = (event) => reject(new Error(event.message || "a worker could not start"));
            worker.onmessage = ({ data: message }) => {
              if (message.error) return reject(new Error(message.error));
              for (const s of message.starts) s.levels.forEach((levels, i) => starts[i].set(levels, s.first));
              worker.onmessage = ({ data: answer }) => this.answered(answer);
              resolve();
            };
            worker.postMessage({ data, wasm: parts.wasm, draws: parts.draws, me, crew: size, size: BLOCK });
          }),
      ),
    ).then(() => {
      this.starts = starts;
    });
  }

  /**
   * Run plans on the draws from one to another.
   * @returns {Promise<{blocks: object[], inside: number, took: number} | null>} null where a newer request stopped it
   */
  run(plans, pins, from, to, { stoppable = false, courses = true } = {}) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.jobs.set(id, { resolve, reject, left: this.workers.length, blocks: [], inside: 0, took: 0, stopped: false });
      for (const worker of this.workers) worker.postMessage({ id, plans, pins, from, to, stoppable, courses });
    });
  }

  /** Stop what can be stopped. */
  stop() {
    for (const worker of this.workers) worker.postMessage({ stop: this.next });
  }

  answered(message) {
    if (message.error) {
      for (const job of this.jobs.values()) job.reject(new Error(message.error));
      return this.jobs.clear();
    }
    const job = this.jobs.get(message.id);
    if (!job) return;
    job.blocks.push(...message.blocks);
    job.stopped ||= message.stopped;
    job.inside = Math.max(job.inside, message.inside);
    job.took = Math.max(job.took, message.took);
    if (--job.left) return;
    this.jobs.delete(message.id);
    job.resolve(job.stopped ? null : { blocks: job.blocks.sort((a, b) => a.first - b.first), inside: job.inside, took: job.took });
  }
}

/** One run of plan number `which` out of blocks that follow each other from draw 0 on. */
export function whole(data, blocks, which) {
  const theories = data.theories.length;
  const count = blocks.reduce((sum, b) => sum + b.count, 0);
  const rows = (name) => {
    const own = blocks[0].runs[which][name].length / (theories * blocks[0].count);
    const found = new Float32Array(own * theories * count);
    for (const block of blocks) {
      const part = block.runs[which][name];
      for (let r = 0; r < own * theories; r++) found.set(part.subarray(r * block.count, (r + 1) * block.count), r * count + block.first);
    }
    return found;
  };
  return { count, theories, outcomes: rows("outcomes"), courses: rows("courses"), tracks: rows("tracks") };
}
