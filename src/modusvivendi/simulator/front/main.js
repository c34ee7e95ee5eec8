/**
 * The page: reads its data, starts the crew, keeps the state, draws.
 * @module main
 */
import { CourseChart, carriedCourse, course, hasCourse } from "./chart.js";
import { Crew, whole } from "./crew.js";
import { fill, h, save, say } from "./dom.js";
import { aboutPage } from "./about.js";
import { agendaPage } from "./agenda.js";
import { beliefsPage } from "./beliefs.js";
import { onward } from "./onward.js";
import { optionsPage } from "./options.js";
import { doPane, worldPane } from "./panes.js";
import { outcomeRows } from "./rows.js";
import { precedentsPage, watchPage } from "./sources.js";
import { PAGES, TODAY, acts, asFile, fragment, fromFile, fromFragment, leftOut, opening, pinsOf, planOf, readState } from "./state.js";
import { carried, difference, mean, outlook, shares, tooClose } from "./told.js";
import { amount, frequencies, lowered, sentence, signed, within } from "./words.js";
import { workshopPage } from "./workshop.js";

const RESTS = 140; // milliseconds after which a hand rests
const ROWS_EVERY = 150; // milliseconds between two drawings of all rows while a slider is dragged
const KEPT = 24; // runs kept in memory, with whole courses
const KEPT_WIDE = 250; // without
const KEPT_VIEWS = 400; // of one run
const KEPT_TIMINGS = 200;
const TITLES = { simulator: "Simulator", options: "Options", beliefs: "Beliefs", agenda: "Agenda", watch: "What to watch", precedents: "Precedents", workshop: "Workshop", about: "About" };

/** Runs by plan and pins, the last used last. */
class Runs {
  constructor(most) {
    this.most = most;
    this.kept = new Map();
  }

  key(plan, pins) {
    return JSON.stringify([plan, pins]);
  }

  get(plan, pins) {
    const key = this.key(plan, pins);
    const run = this.kept.get(key);
    if (run) {
      this.kept.delete(key);
      this.kept.set(key, run);
    }
    return run;
  }

  set(plan, pins, run) {
    const key = this.key(plan, pins);
    this.kept.delete(key);
    this.kept.set(key, run);
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value);
  }
}

/** The state, and what happens when it changes. */
class Store {
  constructor(data, crew) {
    this.data = data;
    this.crew = crew;
    this.runs = new Runs(KEPT);
    this.wide = new Runs(KEPT_WIDE); // of all options, without courses
    this.queue = new Map();
    this.cache = new WeakMap();
    this.read(location.hash);
    this.last = { pane: "", what: "" };
    this.running = false;
    this.timer = 0;
    this.timings = []; // of late, for whoever measures
    this.settled = null; // the runs that were last drawn from all draws: {world, plan}, each {run, pins}
    this.moved = performance.now();
    this.step = 0; // changes so far
  }

  /** Take the state from an address, and say what in it is not known here. */
  read(address) {
    const unknown = [];
    this.state = fromFragment(this.data, address, unknown);
    alertLine(leftOut(unknown, "the address"));
  }

  /** Change some of the state. pane: which it belongs to; what: in words. */
  change(some, pane, what) {
    this.moved = performance.now();
    this.step += 1;
    clearTimeout(this.timer); // what was to be refined is no longer asked
    this.state = { ...this.state, ...some };
    if (pane) this.last = { pane, what };
    this.crew.stop();
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.remember(), 250);
    if (!["levers", "weights", "pins"].some((slid) => slid in some)) this.show(); // a slider shows its own value meanwhile
    this.soon();
  }

  remember(push = false) {
    const words = fragment(this.data, this.state);
    const address = words ? `#${words}` : "#";
    if (address !== (location.hash || "#")) history[push ? "pushState" : "replaceState"](null, "", address);
  }

  go(event, page) {
    if (event) event.preventDefault();
    this.state = { ...this.state, page };
    this.remember(true);
    this.show();
    document.getElementById("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** Plans whose runs the present state needs: today's mix as the page opened, today's mix in the chosen world, the plan. */
  needed() {
    const pins = pinsOf(this.data, this.state);
    const plan = acts(this.data, planOf(this.state)) ? planOf(this.state) : TODAY;
    return { pins, plan, asked: [[TODAY, []], [TODAY, pins], [plan, pins]] };
  }

  /** Draw as soon as the crew is free; the newest state only. What needs no new futures, such as other weights, is drawn at once. */
  soon() {
    if (!this.running) this.early();
    else if (!this.crew.starts) this.show();
  }

  async early() {
    this.running = true;
    const begun = this.moved;
    const step = this.step;
    try {
      const inside = await this.runMissing(0, this.crew.early, { stoppable: false });
      this.show();
      document.body.dataset.stage = "early";
      this.time({ stage: "early", at: begun, took: performance.now() - begun, inside });
    } catch (error) {
      return alertLine(error.message);
    } finally {
      this.running = false;
    }
    if (this.step > step) return this.early();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refine(begun, step), this.refined ? RESTS : 0);
  }

  /** Run what the state needs on some draws. */
  async runMissing(from, to, options) {
    const { asked } = this.needed();
    const missing = new Map();
    for (const [plan, pins] of asked) {
      const kept = this.runs.get(plan, pins);
      if (!kept || kept.count < to) missing.set(this.runs.key(plan, pins), [plan, pins, kept]);
    }
    let inside = 0;
    const byPins = new Map();
    for (const [plan, pins, kept] of missing.values()) {
      const key = JSON.stringify(pins);
      byPins.set(key, [...(byPins.get(key) || []), { plan, pins, kept }]);
    }
    const answers = await Promise.all(
      [...byPins.values()].map(async (group) => {
        const start = group.every((g) => g.kept) ? Math.min(...group.map((g) => g.kept.count)) : 0;
        const answer = await this.crew.run(group.map((g) => g.plan), group[0].pins, Math.max(from, start), to, options);
        if (!answer) return false;
        inside += answer.inside;
        group.forEach((g, n) => {
          const own = start && g.kept.blocks ? [...g.kept.blocks, ...picked(answer.blocks, n)] : picked(answer.blocks, n);
          this.runs.set(g.plan, g.pins, { ...whole(this.data, own, 0), blocks: own });
        });
        return true;
      }),
    );
    return answers.every(Boolean) ? inside : -1;
  }

  async refine(begun, step) {
    const count = this.data.draw_rows.count;
    let inside = -1;
    while (inside < 0) {
      if (this.step > step) return; // the newer choice refines for itself
      inside = await this.runMissing(this.crew.early, count, { stoppable: true });
    }
    if (this.step > step) return;
    this.refined = true;
    const { plan, pins } = this.needed();
    this.settled = { world: { run: this.runs.get(TODAY, pins), pins }, plan: { run: this.runs.get(plan, pins), pins } };
    this.show();
    document.body.dataset.stage = "refined";
    this.time({ stage: "refined", at: begun, took: performance.now() - begun, inside, rest: RESTS });
  }

  time(taken) {
    this.timings.push(taken);
    if (this.timings.length > KEPT_TIMINGS) this.timings.shift();
  }

  /** Run many plans on all draws, one after the other, and draw again as they come; those that wait already are not asked twice. */
  runWide(plans, pins, most) {
    for (const plan of plans) {
      const key = this.wide.key(plan, pins);
      if (!this.queue.has(key)) this.queue.set(key, [plan, pins, most]);
    }
    if (!this.busyWide) this.workWide();
  }

  async workWide() {
    this.busyWide = true;
    try {
      while (this.queue.size) {
        const [[key, [plan, pins, most]]] = this.queue;
        const answer = await this.crew.run([plan], pins, 0, most, { courses: false });
        this.queue.delete(key);
        this.wide.set(plan, pins, whole(this.data, answer.blocks, 0));
        if (JSON.stringify(pins) !== JSON.stringify(pinsOf(this.data, this.state))) this.queue.clear();
        this.show();
      }
    } finally {
      this.busyWide = false;
    }
  }

  /** How many of some plans have been run. */
  wideDone(plans, pins) {
    return plans.filter((p) => this.wide.get(p.plan, pins)).length;
  }

  /** The three views of an outcome; null until there are runs. */
  viewsOf(scale) {
    const { pins, plan } = this.needed();
    const runs = { today: this.runs.get(TODAY, []), world: this.runs.get(TODAY, pins), plan: this.runs.get(plan, pins) };
    if (!runs.today || !runs.world || !runs.plan) return null;
    const opened = shares(this.data, opening(this.data).weights);
    const chosen = shares(this.data, this.state.weights);
    const view = (name, weights, own) => this.viewOf(name, runs[name], scale, weights, own);
    return { runs, opened, chosen, today: view("today", opened, []), world: view("world", chosen, pins), plan: view("plan", chosen, pins) };
  }

  /** The outlook of an outcome in the run of a name: today, world or plan. */
  viewOf(name, run, scale, weights, pins) {
    const look = (own, held) => this.kept(own, `${scale.outcome} ${weights}`, () => outlook(this.data, own, scale, weights, this.startsUnder(held)));
    const last = this.lastOf(name, run);
    return last ? carried(look(last.run, last.pins), look(last.first, last.pins), look(run, pins)) : look(run, pins);
  }

  /** Where a run of a few draws is told from: what last stood in its place on all draws, and its first few; null for a full run. */
  lastOf(name, run) {
    const last = this.settled?.[name];
    if (!last || run.count >= last.run.count) return null;
    const first = this.kept(last.run, `first ${run.count}`, () => whole(this.data, last.run.blocks.filter((b) => b.first < run.count), 0));
    return { ...last, first };
  }

  /** What was worked out of a run before, or is now. */
  kept(run, key, make) {
    if (!this.cache.has(run)) this.cache.set(run, new Map());
    const known = this.cache.get(run);
    if (!known.has(key)) {
      if (known.size > KEPT_VIEWS) known.clear();
      known.set(key, make());
    }
    return known.get(key);
  }

  /** Its course. */
  courseOf(name, run, scale, weights, pins, fan = false) {
    const follow = (own, held) => this.kept(own, `course ${fan} ${scale.outcome} ${weights}`, () => course(this.data, own, scale, weights, this.startsUnder(held), fan));
    const last = this.lastOf(name, run);
    return last ? carriedCourse(follow(last.run, last.pins), follow(last.first, last.pins), follow(run, pins)) : follow(run, pins);
  }

  /** Today's levels in each draw; one that is held is the same in all. */
  startsUnder(pins) {
    const first = this.data.layout.start_row;
    return this.crew.starts.map((levels, i) => {
      const held = pins.find(([row]) => row === first + i);
      return held ? new Float32Array(levels.length).fill(held[1]) : levels;
    });
  }

  show() {
    if (!this.page) return;
    this.page.update(this);
  }
}

/** Blocks with one of their runs only. */
function picked(blocks, n) {
  return blocks.map((b) => ({ first: b.first, count: b.count, runs: [b.runs[n]] }));
}

/** The first page: the sentence, the panes, the course, the rows. */
function simulatorPage(data, store) {
  const panes = [doPane(data, store), worldPane(data, store)];
  panes[0].root.classList.add("do");
  panes[1].root.classList.add("world");
  const chart = new CourseChart(data);
  const said = h("p", { id: "sentence", class: "sentence" }, "The engine starts …");
  const under = h("p", { class: "under" });
  const meaning = h("p", { class: "help" });
  const aim = h("select", { id: "aim", onchange: () => store.change({ aim: aim.value }, "", "") }, data.scales.map((x) => h("option", { value: x.outcome }, x.title)));
  const nowFacts = h("p", { class: "facts" });
  const none = h("p", { class: "help" }, "This outcome is counted over the whole period; it has no course to draw.");
  const keys = ["today", "world", "plan", "fan", "close"].map((name) => h("li", { class: `key ${name}` }));
  say(keys[3], "Shaded: where nine of ten, and five of ten, futures of the strategy lie");
  say(keys[4], "Grey around the dashed line: too close to call");
  const many = h("div", { class: "multiples" });
  const small = data.theories.map((t) => ({ t, chart: new CourseChart(data, { small: true }), said: h("p", {}) }));
  const unfold = h("details", { ontoggle: () => store.show() }, h("summary", {}, "Under each theory by itself"), many);
  fill(many, small.map((x) => h("figure", {}, h("figcaption", {}, x.t.title), x.chart.root, x.said)));
  const rows = outcomeRows(data.scales.filter((x) => !x.outcome.startsWith("policy_")), store);
  const issues = outcomeRows(data.scales.filter((x) => x.outcome.startsWith("policy_")), store);
  const folded = h("details", { ontoggle: () => store.show() }, h("summary", {}, `Each of the ${data.issues.length} issues on its ladder`), issues.root);
  const how = h("p", { class: "help" });
  const further = onward(data, store);
  let drawn = 0;
  let waiting = 0;
  const drawRows = () => {
    clearTimeout(waiting);
    if (!store.viewsOf(data.scales[0])) return; // something newer is about to be drawn
    drawn = performance.now();
    rows.update(store.state, (x) => store.viewsOf(x));
    if (folded.open) issues.update(store.state, (x) => store.viewsOf(x));
  };
  const root = h(
    "div",
    { class: "simulator" },
    h("div", { class: "lead" }, said, under),
    panes[0].root,
    h(
      "section",
      { class: "centre", "aria-label": "What becomes of it" },
      meaning,
      h("div", { class: "choose" }, h("label", { for: "aim" }, "Outcome"), aim),
      nowFacts,
      h("figure", {}, chart.root, none, h("ul", { class: "keys" }, keys)),
      unfold,
    ),
    panes[1].root,
    h(
      "section",
      { class: "more", "aria-labelledby": "more-heading" },
      h("h2", { id: "more-heading" }, "And what else"),
      h("p", { class: "help" }, "▲ today · ○ today’s mix · ● the same in your world · ◆ the strategy. Inside the grey band it is too close to call."),
      rows.root,
      folded,
      how,
      further.root,
    ),
  );
  const update = (own) => {
    const { state } = own;
    for (const pane of panes) pane.update(state);
    aim.value = state.aim;
    further.update(state);
    const scale = data.scales.find((x) => x.outcome === state.aim);
    const views = own.viewsOf(scale);
    if (!views) return;
    const diff = { plan: difference(views.plan, views.world), world: worldGap(views) };
    const changed = { acts: acts(data, planOf(state)), world: worldChanged(data, state) };
    const text = sentence(data, views, changed, diff);
    say(said, text);
    say(under, `${own.last.what ? `You last moved ${own.last.what}${own.last.pane ? ` (${own.last.pane === "do" ? "what we do" : "how the world works"})` : ""}. ` : ""}Under the strategy, ${frequencies(views.plan)}.`);
    own.announce(text);
    say(nowFacts, factsOf(data, scale));
    drawCourse(data, own, scale, views, chart, none, keys, text);
    if (unfold.open) drawTheories(data, own, scale, views, small);
    clearTimeout(waiting);
    const wait = views.plan.seen === undefined ? 0 : drawn + ROWS_EVERY - performance.now();
    if (wait > 0) waiting = setTimeout(drawRows, wait);
    else drawRows();
    say(meaning, meaningOf(data, scale));
    const draws = views.plan.seen ?? views.plan.count;
    const n = draws * data.theories.length;
    say(how, `From ${n.toLocaleString("en")} futures (${draws} draws under each of ${data.theories.length} theories)${draws < data.draw_rows.count ? ", being refined" : ""}; the same draws whatever is moved. The mean is known to within ${within(scale, 1.96 * views.plan.error)}.`);
  };
  return { root, update };
}

/** What the words of the sentence mean, for this outcome. */
function meaningOf(data, scale) {
  const rung = scale.unit === "rungs" ? `Rung: ${lowered(data.terms.rung)} ` : "";
  return `${rung}Too close to call: a difference of less than ${amount(scale, scale.difference)}, or one that could be luck.`;
}

/** Today's facts on the ground, for what is told of one issue. */
function factsOf(data, scale) {
  if (scale.issues.length !== 1) return scale.issues.length ? `Mean over ${scale.issues.length} issues of where each stands on its ladder.` : "";
  const issue = data.issues.find((i) => i.id === scale.issues[0]);
  if (!issue.rungs.length) return "";
  const near = issue.rungs.reduce((a, b) => (Math.abs(b.level - issue.marker) < Math.abs(a.level - issue.marker) ? b : a));
  return `Today: ${near.facts}${/[.!?]$/.test(near.facts) ? "" : "."}`;
}

/** How far today's mix moves when the world is another: the same draws where inputs are held, other weights. */
function worldGap({ world, today }) {
  return difference(world, today);
}

function worldChanged(data, state) {
  return Object.keys(state.pins).length > 0 || JSON.stringify(state.weights) !== JSON.stringify(opening(data).weights);
}

function drawCourse(data, store, scale, views, chart, none, keys, text) {
  const with_ = hasCourse(scale);
  chart.root.classList.toggle("gone", !with_);
  none.hidden = with_;
  const { pins } = store.needed();
  const lines = with_ && {
    today: store.courseOf("today", views.runs.today, scale, views.opened, []),
    world: store.courseOf("world", views.runs.world, scale, views.chosen, pins),
    plan: store.courseOf("plan", views.runs.plan, scale, views.chosen, pins, true),
  };
  if (with_) chart.draw(scale, lines, `Course of ${scale.title}. ${text}`);
  const end = (v) => (v.today === undefined ? amount(scale, v.mean) : v.way ? signed(scale, v.change) : "about as today");
  const strategy = data.strategies.find((x) => x.name === store.state.strategy);
  say(keys[0], `Today’s mix, weights as the page opened: ${end(views.today)}`);
  say(keys[1], `Today’s mix in the world you chose: ${end(views.world)}`);
  say(keys[2], `${strategy.title}${Object.keys(store.state.levers).length || store.state.tracks || store.state.atOnce ? ", as you changed it" : ""}: ${end(views.plan)}`);
}

/** Small multiples: the plan against today's mix if one theory holds, on the same axes. */
function drawTheories(data, store, scale, views, small) {
  if (!hasCourse(scale)) return;
  const { pins } = store.needed();
  const all = small.map((_, n) => {
    const one = data.theories.map((__, t) => (t === n ? 1 : 0));
    const world = store.courseOf("world", views.runs.world, scale, one, pins);
    return { world, today: world, plan: store.courseOf("plan", views.runs.plan, scale, one, pins), one };
  });
  const every = all.flatMap((l) => [...l.world.mean, ...l.plan.mean]);
  const range = [Math.min(...every, views.plan.today ?? every[0]) - 1.5 * scale.difference, Math.max(...every, views.plan.today ?? every[0]) + 1.5 * scale.difference];
  small.forEach((x, n) => {
    const [plan, world] = ["plan", "world"].map((name) => store.viewOf(name, views.runs[name], scale, all[n].one, pins));
    const gap = difference(plan, world);
    const text = gap.told ? `${signed(scale, gap.mean)} against today’s mix` : "too close to call";
    say(x.said, text);
    x.chart.draw(scale, all[n], `${x.t.title}: ${text}`, range);
  });
}

/** The frame of all pages: tabs, files, the live region. */
function frame(data, store) {
  const live = document.getElementById("live");
  let told = 0;
  store.announce = (text) => {
    clearTimeout(told);
    told = setTimeout(() => say(live, text), 700);
  };
  const makers = { simulator: simulatorPage, options: optionsPage, beliefs: beliefsPage, agenda: agendaPage, watch: watchPage, precedents: precedentsPage, workshop: workshopPage, about: aboutPage };
  const made = {};
  const links = PAGES.map((page) => h("a", { href: `#page=${page}`, onclick: (e) => store.go(e, page) }, TITLES[page]));
  fill(document.getElementById("tabs"), h("ul", {}, links.map((a) => h("li", {}, a))));
  const file = h("input", { type: "file", accept: ".json,application/json", id: "file", class: "hidden", tabindex: -1, "aria-label": "Open a saved state", onchange: async () => {
    const [own] = file.files;
    if (own) {
      try {
        const found = await readState(data, own);
        alertLine(leftOut(found.unknown, "the file"));
        store.state = { ...found.state, page: store.state.page };
        store.remember(true);
        store.last = { pane: "", what: "" };
        store.change({}, "", "");
        say(live, `The state of ${found.name} is open.`);
      } catch (error) {
        alertLine(`${own.name}: ${error.message}`);
      }
    }
    file.value = "";
  } });
  fill(
    document.getElementById("tools"),
    h("button", { type: "button", onclick: () => save(`${data.case.name}-state.json`, asFile(data, store.state, document.getElementById("team")?.value || "my state")) }, "Save state"),
    h("button", { type: "button", onclick: () => file.click() }, "Open state"),
    file,
    h("button", { type: "button", onclick: () => { store.state = { ...opening(data), page: store.state.page }; store.last = { pane: "", what: "" }; store.remember(true); store.change({}, "", ""); } }, "Start again"),
    h("button", { type: "button", onclick: () => print() }, "Print"),
  );
  const main = document.getElementById("main");
  store.page = {
    update: (own) => {
      const { page } = own.state;
      if (!made[page]) made[page] = makers[page](data, own);
      if (main.firstElementChild !== made[page].root) {
        fill(main, made[page].root);
        links.forEach((a, n) => (PAGES[n] === page ? a.setAttribute("aria-current", "page") : a.removeAttribute("aria-current")));
        document.title = `${TITLES[page]} · ${data.case.title} · Modus Vivendi`;
      }
      made[page].update(own);
    },
  };
  for (const event of ["hashchange", "popstate"])
    addEventListener(event, () => {
      store.read(location.hash);
      store.change({}, "", "");
    });
}

/** A line that says what went wrong. */
function alertLine(text) {
  const line = document.getElementById("alert");
  line.hidden = !text;
  say(line, text);
}

/** Bytes in a data block. */
function bytesOf(id) {
  const text = atob(document.getElementById(id).textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let n = 0; n < text.length; n++) bytes[n] = text.charCodeAt(n);
  return bytes;
}

async function begin() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const parts = { script: JSON.parse(document.getElementById("worker").textContent).script, wasm: bytesOf("engine"), draws: bytesOf("draws") };
  const crew = new Crew(data, parts, Math.max(1, Math.min(4, navigator.hardwareConcurrency || 2)));
  const store = new Store(data, crew);
  frame(data, store);
  store.show();
  await crew.ready;
  store.soon();
  globalThis.simulator = { store, mean, whole, tooClose }; // for tests and measurements
}

begin().catch((error) => alertLine(`The simulator could not start: ${error.message}`));
