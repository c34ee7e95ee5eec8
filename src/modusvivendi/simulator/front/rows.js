/**
 * What else becomes of the case: one row an outcome, on its ladder.
 * @module rows
 */
import { RowChart } from "./chart.js";
import { h, say } from "./dom.js";
import { difference } from "./told.js";
import { against, frequencies, signed } from "./words.js";

/** @param {object[]} scales @param {object} store */
export function outcomeRows(scales, store) {
  const rows = scales.map((scale) => {
    const chart = new RowChart();
    const change = h("span", { class: "change" });
    const often = h("span", { class: "often" });
    const close = h("span", { class: "tie" });
    const pick = h("button", { type: "button", class: "pick", onclick: () => store.change({ aim: scale.outcome }, "", "") }, scale.title);
    const root = h("li", { class: "row" }, h("div", { class: "name" }, pick, close), chart.root, h("p", {}, change, " ", often));
    return { scale, chart, change, often, close, pick, root };
  });
  const root = h("ul", { class: "rows" }, rows.map((r) => r.root));
  const update = (state, viewOf) => {
    for (const row of rows) {
      const views = viewOf(row.scale);
      const { plan, world } = views;
      const gap = difference(plan, world);
      const said = plan.today === undefined ? "" : plan.way === 0 ? "about as today;" : `${against(row.scale, plan.change)} than today;`;
      const moved = gap.told ? `${signed(row.scale, gap.mean)} ${gap.mean * row.scale.better > 0 ? "(better)" : "(worse)"}` : "too close to call";
      say(row.change, said);
      say(row.often, `${frequencies(plan)}.`);
      say(row.close, `against today’s mix: ${moved}`);
      row.close.classList.toggle("noticed", gap.told);
      row.pick.setAttribute("aria-pressed", String(state.aim === row.scale.outcome));
      row.chart.draw(row.scale, views, `${row.scale.title}: ${said} against today’s mix ${moved}`);
    }
  };
  return { root, update };
}
