/**
 * Making elements. Text goes in as text only: there is no way from a string to markup here.
 * @module dom
 */

const SVG = "http://www.w3.org/2000/svg";

/** An element. Attributes that start with "on" are listeners; children are elements or text. */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for pictures. */
export function s(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

/** Replace what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

/** Set the text of an element only where it changes, so that screen readers and layout are left in peace. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Offer a file to be saved. */
export function save(name, text, type = "application/json") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

/** A slider with its name and value: a native range, so that arrows and page keys work. */
export function slider({ name, id, min, max, step, value, shown, help, mark, onmove, onreset }) {
  const output = h("output", { for: id }, shown(value));
  const input = h("input", {
    type: "range",
    id,
    min,
    max,
    step,
    value,
    "aria-valuetext": shown(value),
    "aria-describedby": help ? `${id}-help` : null,
    oninput: () => {
      set(Number(input.value));
      onmove(Number(input.value));
    },
  });
  const reset = onreset && h("button", { type: "button", class: "reset", hidden: true, "aria-label": `Back to start: ${name}`, onclick: onreset }, "↺");
  const marks = h("span", { class: "mark", hidden: true, "aria-hidden": "true" });
  const root = h(
    "div",
    { class: "slider" },
    h("label", { for: id }, name),
    output,
    h("div", { class: "track" }, input, marks),
    reset || null,
    help ? h("p", { class: "help", id: `${id}-help` }, help) : null,
  );
  const place = (m) => {
    marks.hidden = m === null || m === undefined;
    if (!marks.hidden) marks.style.left = `calc(${(100 * (m - min)) / (max - min)}% + ${8 - (16 * (m - min)) / (max - min)}px)`;
  };
  place(mark);
  function set(x, changed = null, text = null) {
    if (Number(input.value) !== x) input.value = String(x);
    const told = text ?? shown(x);
    say(output, told);
    input.setAttribute("aria-valuetext", told);
    if (reset && changed !== null) reset.hidden = !changed;
    if (changed !== null) root.classList.toggle("moved", changed);
  }
  return { root, input, set, place };
}
