/** @module beliefs */
import { h } from "./dom.js";

export function beliefsPage() {
  return { root: h("div", {}), update: () => {} };
}
