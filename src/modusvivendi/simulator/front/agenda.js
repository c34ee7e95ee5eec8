/** @module agenda */
import { h } from "./dom.js";

export function agendaPage() {
  return { root: h("div", {}), update: () => {} };
}
