/** @module options */
import { h } from "./dom.js";

export function optionsPage() {
  return { root: h("div", {}), update: () => {} };
}
