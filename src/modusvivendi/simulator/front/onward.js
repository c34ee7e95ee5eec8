/**
 * What a state is good for outside this page: a file and the command that reads it, and, inside the app, the app itself.
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
  const run = copied("the same futures, as a page of results");
  const plan = copied("the talks in the planner");
  const brief = copied("the brief");
  const savePlan = () => h("button", { type: "button", onclick: () => save(`${name}-plan.yaml`, asPlan(data, store.state), "application/yaml") }, `Save ${name}-plan.yaml`);
  const arranged = h("p", { class: "help" }, "Talks that were arranged on the agenda board have no such line; save them as a plan.");
  const app = h("p", { hidden: true }, h("button", { type: "button", onclick: () => parent.postMessage({ modus: "state", text: asFile(data, store.state, "from the simulator") }, "*") }, "Take this state into the app"));
  addEventListener("message", (event) => {
    if (event.source === parent && parent !== window && event.data?.modus === "app") app.hidden = false; // the page around this one is the app
  });
  const root = h(
    "details",
    { class: "onward" },
    h("summary", {}, "Take this further: as results, as a plan, into a brief"),
    app,
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
    plan.show(`modus plan ${name} --edit ${name}-plan.yaml`);
    arranged.hidden = !state.tracks;
  };
  return { root, update };
}
