/**
 * What to watch for, with dates; and what happened when somebody asked. Both can be searched.
 * @module sources
 */
import { fill, h, say } from "./dom.js";
import { shares } from "./told.js";
import { day, listed, of100 } from "./words.js";

const MOST = 60; // rows shown at once

/** A list with a search field above it. texts: what is searched, a string a row. */
function searchable(id, label, rows, texts, shownBy, counted = () => "") {
  let most = MOST;
  const list = h("ul", { class: "sources" });
  const count = h("p", { class: "help", "aria-live": "polite" });
  const field = h("input", { type: "search", id, autocomplete: "off", oninput: () => { most = MOST; update(); } });
  const all = h("button", { type: "button", onclick: () => { most = Infinity; update(); } }, "Show all of them");
  const update = () => {
    const ways = field.value.toLowerCase().split(",").map((way) => way.split(/\s+/).filter(Boolean)).filter((way) => way.length);
    const found = rows.filter((_, n) => !ways.length || ways.some((way) => way.every((w) => texts[n].includes(w))));
    fill(list, found.slice(0, most).map(shownBy));
    all.hidden = found.length <= most;
    say(count, `${found.length} of ${rows.length}${found.length > most ? `, of which the first ${most} are shown` : ""}${found.length ? counted(found) : ""}.`);
  };
  return { root: h("div", {}, h("div", { class: "choose" }, h("label", { for: id }, label), field), count, list, all), update };
}

export function watchPage(data, store) {
  const posts = data.signposts;
  const bySoon = [...posts].sort((a, b) => a.by.localeCompare(b.by));
  const shown = (p) => {
    const weights = shares(data, store.state.weights);
    const chance = data.theories.reduce((sum, t, n) => sum + weights[n] * p.chances[t.name], 0);
    const order = [...data.theories].sort((a, b) => p.chances[b.name] - p.chances[a.name]);
    const [most, least] = [order[0], order[order.length - 1]];
    return h(
      "li",
      { class: "post" },
      h("h3", {}, p.text),
      h("p", {}, h("strong", {}, `By ${day(p.by)}: in ${of100(chance)} futures`), `, watched from ${day(p.opens)}. `, `Most under “${most.title}” (${of100(p.chances[most.name])}), least under “${least.title}” (${of100(p.chances[least.name])}).`),
      p.if_yes === p.if_no
        ? h("p", {}, h("span", { class: "tag" }, "Either way"), ` ${p.if_yes}.`)
        : h("p", {}, h("span", { class: "tag" }, "If it comes"), ` ${p.if_yes}. `, h("span", { class: "tag" }, "If not"), ` ${p.if_no}.`),
      h("p", { class: "help" }, p.sources.length ? `Would be reported by ${p.sources.join(" or ")}.` : "Who would report it is not known."),
    );
  };
  const list = searchable("find-sign", "Find a sign", bySoon, bySoon.map((p) => `${p.text} ${p.by} ${day(p.by)} ${p.sources.join(" ")}`.toLowerCase()), shown);
  const matter = posts.filter((p) => p.if_yes !== p.if_no).length;
  const strategy = posts.length ? data.strategies.find((x) => x.name === posts[0].strategy) : null;
  const root = h(
    "div",
    { class: "page" },
    h("h2", {}, "What to watch for, by when"),
    posts.length
      ? [
          h("p", { class: "sentence" }, `Soonest: ${bySoon[0].text}, by ${day(bySoon[0].by)}. ${matter ? `${matter} of ${posts.length} signs would change what to do.` : `None of the ${posts.length} signs would by itself change what to do; they move what to believe.`}`),
          h("p", { class: "lede" }, `Signs that tell theories (accounts of what moves the authority) apart while “${strategy ? strategy.title : posts[0].strategy}” is followed, the soonest first. Chances are those of your weights; what to do then was worked out with the weights the page opened with. “Most under” and “least under” name the theories that the sign would speak for and against.`),
        ]
      : h("p", { class: "lede" }, "This page was made without signs, or nothing that can be seen within a year would tell the theories apart."),
    posts.length ? list.root : null,
  );
  return { root, update: () => posts.length && list.update() };
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How asks ended, counted: 40 met, 21 not met. */
function endings(rows) {
  const counts = new Map();
  for (const { ended } of rows) {
    const end = ended.split(";")[0];
    counts.set(end, (counts.get(end) || 0) + 1);
  }
  return listed([...counts].sort((a, b) => b[1] - a[1]).map(([end, n]) => `${n} ${end}`));
}

export function precedentsPage(data) {
  const rows = data.precedents;
  const own = rows.filter((p) => p.authority === data.case.title);
  const shown = (p) =>
    h(
      "li",
      { class: "post" },
      h("h3", {}, capital(p.asked)),
      h("p", {}, h("strong", {}, capital(p.ended)), `. Asked by ${p.asker}, ${p.when}; ${p.package ? "a package" : "a single ask"}${p.issues.length ? ` on ${p.issues.join(", ")}` : ""}.`),
      h("p", { class: "help" }, `${p.authority}. Source: ${p.source}`),
    );
  const list = searchable("find-ask", "Find by state, issue, year or word (a comma means: or)", rows, rows.map((p) => `${p.asked} ${p.asker} ${p.when} ${p.issues.join(" ")} ${p.ended} ${p.authority} ${p.source}`.toLowerCase()), shown, (found) => `: ${endings(found)}`);
  const root = h(
    "div",
    { class: "page" },
    h("h2", {}, "What happened when somebody asked"),
    h("p", { class: "sentence" }, own.length ? `${own.length} asks were put to this authority: ${endings(own)}.` : "No ask to this authority is on record."),
    h("p", { class: "lede" }, "Every ask on record, of this authority first, the newest first. An ask is met if what was asked for was done; a package stands or falls as a whole. Nothing here says that the way of asking caused the outcome."),
    list.root,
  );
  let filled = false;
  return {
    root,
    update: () => {
      if (!filled) list.update();
      filled = true;
    },
  };
}
