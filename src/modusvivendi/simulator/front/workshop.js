/**
 * Workshop: the saved states of several teams side by side. Where they differ in belief, in aim, in plan, and whether that
 * changes the advice.
 * @module workshop
 */
import { fill, h, save, say } from "./dom.js";
import { runsOfAll, verdict, viewsOfAll } from "./options.js";
import { asFile, leftOut, pinsOf, readState } from "./state.js";
import { best, shares } from "./told.js";
import { listed, of100 } from "./words.js";

const TEAMS = 12; // teams

export function workshopPage(data, store) {
  const teams = [];
  const table = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Teams side by side" });
  const said = h("p", { class: "sentence", role: "status" });
  const trouble = h("p", { class: "notice", role: "alert", hidden: true });
  const name = h("input", { type: "text", id: "team", maxlength: 60, autocomplete: "off" });
  const file = h("input", { type: "file", multiple: true, accept: ".json,application/json", id: "teams", "aria-label": "State files of teams", onchange: () => read() });
  const add = (team) => {
    if (teams.length < TEAMS) teams.push(team);
    store.show();
  };
  async function read() {
    const faults = [];
    for (const own of file.files) {
      try {
        const found = await readState(data, own);
        if (found.unknown.length) faults.push(leftOut(found.unknown, own.name));
        add(found);
      } catch (error) {
        faults.push(`${own.name}: ${error.message}`);
      }
    }
    file.value = "";
    trouble.hidden = !faults.length;
    say(trouble, faults.join("; "));
  }
  const root = h(
    "div",
    { class: "page" },
    h("h2", {}, "Workshop: several teams, side by side"),
    h("p", { class: "lede" }, "Each team sets beliefs, outcome and plan on its own copy of this page and saves its state to a file. Lay the files side by side here."),
    h("div", { class: "choose" }, h("label", { for: "team" }, "Name of this team"), name, h("button", { type: "button", onclick: () => save(`${data.case.name}-${name.value || "team"}.json`, asFile(data, store.state, name.value || "a team")) }, "Save this team’s file"), h("button", { type: "button", onclick: () => add({ name: name.value || "this page", state: structuredClone(store.state), same: true }) }, "Add the present state")),
    h("div", { class: "choose" }, h("label", { for: "teams" }, "Files of teams"), file, h("button", { type: "button", onclick: () => { teams.length = 0; store.show(); } }, "Clear")),
    trouble,
    said,
    table,
  );
  const update = (own) => {
    if (!teams.length) {
      say(said, "No team yet.");
      return fill(table);
    }
    const advice = teams.map((team) => adviceTo(data, own, team.state));
    if (advice.includes(null)) say(said, "Running what the teams need …");
    else say(said, whetherItMatters(teams, advice));
    return fill(table, sideBySide(data, teams, advice));
  };
  return { root, update };
}

/** What the options come to in a team's own world, judged by its own outcome; null until it has run. */
function adviceTo(data, store, state) {
  const pins = pinsOf(data, state);
  const plans = data.strategies.map((x) => ({ title: x.title, name: x.name, plan: { strategy: x.name, levers: {}, followers: state.followers, atOnce: 0, tracks: null } }));
  const runs = runsOfAll(store, plans, pins);
  if (!runs) return null;
  const scale = data.scales.find((x) => x.outcome === state.aim);
  const views = viewsOfAll(data, store, plans, runs, scale, shares(data, state.weights), pins);
  const found = best(views);
  const all = found.tied.length === views.length - 1;
  return { text: verdict(views, scale), names: all ? [] : [found.best, ...found.tied].map((n) => views[n].title), all };
}

/** Whether the teams' differences change the advice. */
function whetherItMatters(teams, advice) {
  if (teams.length === 1) return advice[0].text;
  const common = advice.reduce((left, a) => (a.all ? left : left.filter((n) => a.names.includes(n))), advice.find((a) => !a.all)?.names || []);
  if (advice.every((a) => a.all)) return "For every team all options are tied: their differences do not change the advice.";
  if (common.length) return `Their differences do not change the advice: ${listed(common.map((n) => `“${n}”`), "or")} is among the best for every team.`;
  return "Their differences change the advice: no option is among the best for every team.";
}

function sideBySide(data, teams, advice) {
  const row = (label, cells) => {
    const same = cells.every((c) => c === cells[0]);
    return h("tr", {}, h("th", { scope: "row" }, label), cells.map((c) => h("td", { class: same ? null : "differs" }, c)));
  };
  const beliefs = data.theories.map((t, n) => row(`Belief: ${t.title}`, teams.map((x) => of100(shares(data, x.state.weights)[n]))));
  const held = data.inputs.filter((i) => teams.some((x) => i.name in x.state.pins)).map((i) => row(`Held: ${i.title}`, teams.map((x) => (i.name in x.state.pins ? x.state.pins[i.name].toFixed(2) : "as drawn"))));
  const levers = data.layout.lever_names.filter((l) => teams.some((x) => l in x.state.levers)).map((l) => row(`Lever: ${l.replaceAll("_", " ")}`, teams.map((x) => (l in x.state.levers ? String(Math.round(100 * x.state.levers[l])) : "as the strategy has it"))));
  return h(
    "table",
    {},
    h("caption", {}, "What differs is marked at the edge"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Team"), teams.map((x) => h("th", { scope: "col" }, x.same ? x.name : `${x.name} (of another version of this page)`)))),
    h(
      "tbody",
      {},
      row("Aim: judged by", teams.map((x) => data.scales.find((sc) => sc.outcome === x.state.aim).title)),
      row("Plan: strategy", teams.map((x) => data.strategies.find((st) => st.name === x.state.strategy).title)),
      row("Plan: who follows", teams.map((x) => x.state.followers || "as the strategy says")),
      row("Plan: talks", teams.map((x) => (x.state.tracks ? `${x.state.tracks.length} talks, arranged` : "as the strategy has them"))),
      levers,
      beliefs,
      held,
      row("Advice", advice.map((a) => (a ? a.text : "running …"))),
    ),
  );
}
