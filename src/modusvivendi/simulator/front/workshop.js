/** @module workshop */
import { h } from "./dom.js";

export function workshopPage() {
  return { root: h("div", {}), update: () => {} };
}
