/**
 * The engine: WebAssembly memory, the structs of the C program, and one call.
 * @module engine
 */

/** Sizes and alignments of what a struct holds. A pointer has four bytes. */
const WIDTH = { uint64: 8, float32: 4 };

export class Engine {
  /**
   * @param {WebAssembly.Instance} instance
   * @param {object} layout as the page's data give it
   */
  constructor(instance, layout) {
    this.c = /** @type {any} */ (instance.exports);
    this.layout = layout;
    if (this.c._initialize) this.c._initialize();
    if (this.c.parameter_rows() !== layout.parameter_rows) throw new Error("the engine does not fit the data");
  }

  /** @param {BufferSource} bytes of engine.wasm; @param {object} layout */
  static async load(bytes, layout) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new Engine(instance, layout);
  }

  /** Room for so many bytes. @returns {number} address */
  room(bytes) {
    const at = this.c.make_room(bytes || 16);
    if (!at) throw new Error("the engine found no memory");
    return at;
  }

  /** Put numbers into the engine's memory. @returns {number} address */
  put(numbers, kind) {
    const flat = flattened(numbers);
    const at = this.room(flat.length * WIDTH[kind]);
    const buffer = this.c.memory.buffer;
    if (kind === "uint64") new BigUint64Array(buffer, at, flat.length).set(Array.from(flat, BigInt));
    else new Float32Array(buffer, at, flat.length).set(flat);
    return at;
  }

  /**
   * Pack a struct. @param {[string, boolean, string][]} fields name, whether an array, type of its numbers
   * @param {object} values by name @returns {{at: number, parts: number[]}} its address, and all that was made for it
   */
  struct(fields, values) {
    let size = 0;
    const places = fields.map(([name, array, kind]) => {
      const width = array ? 4 : WIDTH[kind];
      size = Math.ceil(size / width) * width + width;
      return { name, array, kind, at: size - width };
    });
    const parts = [];
    const filled = places.map((p) => {
      if (!p.array) return { ...p, value: values[p.name] };
      parts.push(this.put(values[p.name], p.kind));
      return { ...p, value: parts[parts.length - 1] };
    });
    const at = this.room(Math.ceil(size / 8) * 8);
    const view = new DataView(this.c.memory.buffer);
    for (const p of filled) {
      if (p.array) view.setUint32(at + p.at, p.value, true);
      else if (p.kind === "uint64") view.setBigUint64(at + p.at, BigInt(p.value), true);
      else view.setFloat32(at + p.at, p.value, true);
    }
    return { at, parts: [...parts, at] };
  }

  setting(values) {
    return this.struct(this.layout.setting, values);
  }

  moves(values) {
    return this.struct(this.layout.moves, values);
  }

  free(packed) {
    for (const at of packed.parts) this.c.give_back(at);
  }
}

/** Nested lists of numbers as one list. */
export function flattened(numbers) {
  if (!Array.isArray(numbers)) return numbers;
  return Array.isArray(numbers[0]) || ArrayBuffer.isView(numbers[0]) ? numbers.flatMap((n) => Array.from(flattened(n))) : numbers;
}

/**
 * Futures that are run together: some draws under every theory. Their matrix lies in the engine's memory.
 */
export class Block {
  /**
   * @param {Engine} engine @param {object} draws {rows, count, theories, case, theory, keys}
   * @param {number} first @param {number} count draws
   */
  constructor(engine, draws, first, count) {
    this.engine = engine;
    this.first = first;
    this.count = count;
    this.futures = draws.theories * count;
    const rows = engine.layout.parameter_rows;
    this.at = engine.room(rows * this.futures * 4);
    this.keys = engine.room(2 * this.futures * 4);
    const matrix = this.matrix();
    matrix.fill(0);
    const keys = new Uint32Array(engine.c.memory.buffer, this.keys, 2 * this.futures);
    for (let t = 0; t < draws.theories; t++) {
      draws.rows.case.forEach((row, r) => {
        const from = r * draws.count + first;
        matrix.set(draws.case.subarray(from, from + count), row * this.futures + t * count);
      });
      draws.rows.theory.forEach((row, r) => {
        const from = (t * draws.rows.theory.length + r) * draws.count + first;
        matrix.set(draws.theory.subarray(from, from + count), row * this.futures + t * count);
      });
      for (const half of [0, 1]) {
        const from = (2 * t + half) * draws.count + first;
        keys.set(draws.keys.subarray(from, from + count), half * this.futures + t * count);
      }
    }
    this.kept = new Map();
    this.results = null;
  }

  matrix() {
    return new Float32Array(this.engine.c.memory.buffer, this.at, this.engine.layout.parameter_rows * this.futures);
  }

  /** Hold inputs at values in every future; those not named go back to what was drawn. @param {[number, number][]} pins row, value */
  pin(pins) {
    const matrix = this.matrix();
    for (const [row, drawn] of this.kept) matrix.set(drawn, row * this.futures);
    for (const [row, value] of pins) {
      const place = row * this.futures;
      if (!this.kept.has(row)) this.kept.set(row, matrix.slice(place, place + this.futures));
      matrix.fill(value, place, place + this.futures);
    }
  }

  /**
   * Run a strategy on the futures.
   * @returns {{outcomes: Float32Array, courses: Float32Array, tracks: Float32Array}} (outcomes, futures),
   *   (months / every, issues + 1, futures), (tracks, futures)
   */
  run(setting, moves, nobody, sizes) {
    const { engine, futures } = this;
    const lengths = [sizes.outcomes * futures, sizes.courses * (sizes.issues + 1) * futures, Math.max(1, sizes.tracks) * futures];
    const rooms = lengths.map((n) => engine.room(n * 4));
    const failed = engine.c.run(this.at, this.keys, futures, setting.at, moves.at, nobody.at, rooms[0], rooms[1], sizes.every, rooms[2]);
    if (failed) throw new Error("the engine found no memory");
    const [outcomes, courses, tracks] = rooms.map((at, n) => new Float32Array(engine.c.memory.buffer, at, lengths[n]).slice());
    for (const at of rooms) engine.c.give_back(at);
    return { outcomes, courses, tracks: tracks.subarray(0, sizes.tracks * futures) };
  }
}
