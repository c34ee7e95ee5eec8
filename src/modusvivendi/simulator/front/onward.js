/**
 * What a state is good for outside this page: a file, and the command that reads it.
 * @module onward
 */
import { h, save, say } from "./dom.js";
import { asFile, asPlan, briefCommand, command } from "./state.js";

/** A command with a button that copies it, or marks it where copying is not allowed. */
function copied(label) {
  const code = h("code", { tabindex: "0" });
  const told = h("span", { class: "hidden", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      say(told, "Copied.");
    } catch {
      getSelection().selectAllChildren(code);
      say(told, "Marked: copy it with the keyboard.");
    }
  };
  return { root: h("p", { class: "copied" }, code, h("button", { type: "button", "aria-label": `Copy the command: ${label}`, onclick: copy }, "Copy"), told), show: (text) => say(code, text) };
}

export function onward(data, store) {
  const { name } = data.case;
  const app = copied("the app");
  const run = copied("the same futures, as a page of results");
  const plan = copied("the talks in the planner");
  const brief = copied("the brief");
  const savePlan = () => h("button", { type: "button", onclick: () => save(`${name}-plan.yaml`, asPlan(data, store.state), "application/yaml") }, `Save ${name}-plan.yaml`);
  const arranged = h("p", { class: "help" }, "Talks that were arranged on the agenda board have no such line; save them as a plan.");
  const root = h(
    "details",
    { class: "onward" },
    h("summary", {}, "Take this further: into the app, a brief, the planner"),
    h("h3", {}, "Open this in the app"),
    h("p", {}, h("button", { type: "button", onclick: () => save(`${name}-state.json`, asFile(data, store.state, "from the simulator")) }, `Save ${name}-state.json`), " and open it on the page of this case, under “Run a state that was saved in the simulator, or put it in a brief”. The app is started by:"),
    app.root,
    h("h3", {}, "The same as a page of results"),
    run.root,
    arranged,
    h("h3", {}, "Put this in the brief"),
    h("p", {}, savePlan(), " and, in the same folder:"),
    brief.root,
    h("h3", {}, "Judge or change its talks with the planner"),
    h("p", {}, "With the same file:"),
    plan.root,
  );
  const update = (state) => {
    run.show(command(data, state));
    brief.show(briefCommand(data, state));
    app.show(`modus app ${name}`);
    plan.show(`modus plan ${name} --edit ${name}-plan.yaml`);
    arranged.hidden = !state.tracks;
  };
  return { root, update };
}
