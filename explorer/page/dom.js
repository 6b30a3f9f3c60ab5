// Making elements. Text only ever becomes text: nothing here parses markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (/^on/i.test(name) || /^(style|srcdoc)$/i.test(name)) {
      throw new Error(`no attribute '${name}' here`);
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Returns a new HTML element; `props` are attributes, `on` holds listeners, children are elements or text. */
export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** Returns a new SVG element. */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Returns a button that does `act`; `key` lets the focus come back to it after a redraw. */
export function button(label, act, { key = null, ...props } = {}) {
  return el("button", { type: "button", "data-key": key, on: { click: act }, ...props }, label);
}

/** Returns text that only a screen reader says. */
export function unseen(text) {
  return el("span", { class: "unseen" }, text);
}

/** Replaces the children of `place`, keeping focus (by data-key) and the scroll of boxes (by data-scroll). */
export function redraw(place, ...children) {
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const scrolls = [...place.querySelectorAll("[data-scroll]")].map((box) => [
    box.dataset.scroll, box.scrollLeft, box.scrollTop,
  ]);
  place.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  for (const [name, left, top] of scrolls) {
    const box = place.querySelector(`[data-scroll="${CSS.escape(name)}"]`);
    if (box !== null) box.scrollTo({ left, top, behavior: "instant" });
  }
  if (focused !== undefined) focusKey(place, focused);
}

/** Moves the focus to the element of `place` whose data-key is `key`; returns whether there is one. */
export function focusKey(place, key) {
  const found = place.querySelector(`[data-key="${CSS.escape(key)}"]`);
  found?.focus({ preventScroll: true });
  return found !== null;
}
