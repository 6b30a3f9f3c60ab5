// A picture of a view for a document: what it shows, under its question and answer, over its sources. Always light, and
// as wide on a phone as on a desk: the view is drawn again, in a frame of its own that nobody sees.

import { el, redraw, svg } from "./dom.js";
import { xmlText } from "./paint.js";
import { wrapped } from "./scene.js";
import { fontOf, walked } from "./walk.js";

// What is for the screen alone, controls above all: pictures leave it out, and print.css hides it on paper.
const SCREEN_ONLY = [
  "[data-screen]", ".bar > :not(.bar-note)", ".picker", ".only", ".zoom", ".segments", ".toggles", ".unseen",
  "input", "select", "textarea", "canvas", "details:not([open])", "summary",
].join(", ");
const WIDE = 1120;
const TALL = 20_000;
const EDGE_ROOM = 40;
const MOST_ROWS = 60;
const NARROWEST = 860;
const INK = "#14212e";
const INK_2 = "#4b5a68";
const ACCENT = "#0b4f86";
const RULE = "#aab3ba";
const LOOKS = {
  title: { size: 13, high: 18, family: "--sans", fill: INK_2 },
  ask: { size: 15, high: 21, family: "--sans", weight: 600, fill: ACCENT },
  sentence: { size: 22, high: 30, family: "--serif", fill: INK },
  facts: { size: 13, high: 19, family: "--sans", fill: INK_2 },
  head: { size: 13, high: 22, family: "--sans", weight: 600, fill: INK },
  source: { size: 12, high: 17, family: "--sans", fill: INK_2 },
};

// The letters of the page itself.
function familyOf(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Returns what `make` gives while the page is light: what asks for its colours is told those for paper.
function inLight(make) {
  const { theme } = document.documentElement.dataset;
  // Nothing of it is painted: the page is dark again before the browser draws the next time.
  document.documentElement.dataset.theme = "light";
  try {
    return make();
  } finally {
    if (theme === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }
}

// -- the view, drawn where nobody sees it ---------------------------------------------------------------------------

async function stage(lang) {
  const frame = el("iframe", { class: "stage", "aria-hidden": "true", tabindex: -1 });
  const ready = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  // Only the doctype: a frame without one would lay tables out as browsers did in 1998.
  frame.srcdoc = "<!doctype html>";
  frame.style.setProperty("width", `${WIDE}px`);
  frame.style.setProperty("height", `${TALL}px`);
  document.body.append(frame);
  await ready;
  const page = frame.contentDocument;
  page.documentElement.lang = lang;
  page.documentElement.dataset.theme = "light";
  // The same text has the same hash, so the policy of the page allows it here too.
  for (const sheet of document.querySelectorAll("head > style")) {
    const copy = page.createElement("style");
    copy.textContent = sheet.textContent;
    page.head.append(copy);
  }
  page.body.className = "picture";
  return frame;
}

// A table of thousands of rows is no picture: what is left out is counted.
function cutRows(root, t) {
  for (const body of root.querySelectorAll("tbody")) {
    const rows = [...body.children];
    if (rows.length <= MOST_ROWS) continue;
    rows.slice(MOST_ROWS).forEach((row) => row.remove());
    const columns = body.closest("table").rows[0]?.cells.length ?? 1;
    body.append(el("tr", {}, el("td", { class: "cut", colspan: columns }, t("take.rows", { n: rows.length - MOST_ROWS }))));
  }
}

// What scrolls on the screen stands whole in a picture, and what sticks to an edge stands where it belongs.
function unfold(root, view) {
  for (const element of root.querySelectorAll("*")) {
    const style = view.getComputedStyle(element);
    if (style.position === "sticky") element.style.setProperty("position", "relative");
    if (!/auto|scroll|hidden/.test(`${style.overflowX} ${style.overflowY}`) || element.namespaceURI.endsWith("svg")) continue;
    if (element.scrollHeight <= element.clientHeight && element.scrollWidth <= element.clientWidth) continue;
    element.style.setProperty("overflow", "visible");
    if (element.scrollHeight > element.clientHeight) element.style.setProperty("max-height", "none");
  }
}

const COPIED = [
  "position", "display", "left", "right", "top", "bottom", "width", "height", "background-color", "background-image", "color", "z-index",
  "border-top", "border-right", "border-bottom", "border-left", "border-radius", "margin", "padding", "transform", "font-size", "font-weight",
];

// What a style sheet adds before and after an element becomes an element, since only elements can be measured.
function spellOut(root, view) {
  const added = [];
  for (const element of root.querySelectorAll("*")) {
    for (const place of ["::before", "::after"]) {
      const style = view.getComputedStyle(element, place);
      const [, text, name] = /^(?:"((?:[^"\\]|\\.)*)"|attr\(([\w-]+)\))$/.exec(style.content) ?? [];
      if (text === undefined && name === undefined) continue;
      const copy = el("span", {}, text ?? element.getAttribute(name) ?? "");
      for (const property of COPIED) copy.style.setProperty(property, style.getPropertyValue(property));
      added.push([element, place, copy]);
    }
  }
  root.classList.add("spelt");
  for (const [element, place, copy] of added) element[place === "::before" ? "prepend" : "append"](copy);
}

async function drawnView(ctx, view) {
  const frame = await stage(ctx.lang);
  try {
    const root = frame.contentDocument.createElement("div");
    root.className = "view";
    frame.contentDocument.body.append(root);
    inLight(() => redraw(root, view.draw(ctx)));
    view.leave?.();
    for (const element of root.querySelectorAll(SCREEN_ONLY)) element.remove();
    cutRows(root, ctx.t);
    unfold(root, frame.contentWindow);
    spellOut(root, frame.contentWindow);
    return walked(root);
  } finally {
    frame.remove();
  }
}

// -- a drawing of boxes and lines -----------------------------------------------------------------------------------

function centred(lines, x, y, size, fill, props = {}) {
  return lines.map((line, place) =>
    svg("text", { x, y: y + (place - (lines.length - 1) / 2) * size + size * 0.36, "font-family": familyOf("--sans"), "font-size": size, fill, "text-anchor": "middle", ...props }, xmlText(line)),
  );
}

function drawnScene({ width, height, boxes, lines, heads }) {
  const group = svg(
    "g", {},
    lines.map((line) => [
      svg("path", { d: line.d, fill: "none", stroke: line.color, "stroke-width": line.width, "stroke-dasharray": Array.isArray(line.dash) ? line.dash.join(" ") : line.dash }),
      line.arrow === null ? null : svg("path", { d: line.arrow, fill: line.color }),
    ]),
    boxes.map((box) => [
      box.form === "head" ? null : svg("rect", {
        x: box.x, y: box.y, width: box.w, height: box.h, rx: 3, fill: box.fill ?? "#ffffff", stroke: box.line ?? RULE, "stroke-width": box.thick ?? 1,
        "stroke-dasharray": Array.isArray(box.dash) ? box.dash.join(" ") : (box.dash || null),
      }),
      centred(box.label.split("\n"), box.x + box.w / 2, box.y + box.h / 2, box.size, box.text ?? INK),
    ]),
    heads.map((head) => centred(head.label.split("\n"), head.x, head.y, head.size, head.text ?? INK_2, { "font-weight": 600 })),
  );
  return { group, defs: [], width, height };
}

// Signs with their words beside each other, as many to a line as there is room for; `below` is where the next can stand.
function keyLines(entries, top) {
  const family = familyOf("--sans");
  const { width: measure } = fontOf(`13px ${family}`);
  let [x, y] = [0, top];
  const items = entries.map(({ sign, wide, words }) => {
    const all = wide + 8 + measure(words) + 22;
    if (x > 0 && x + all > NARROWEST) [x, y] = [0, y + 22];
    const item = svg(
      "g", { transform: `translate(${Math.round(x)} ${y})` },
      sign,
      svg("text", { x: wide + 8, y: 12, "font-family": family, "font-size": 13, fill: INK_2 }, xmlText(words)),
    );
    x += all;
    return item;
  });
  return { items, below: y + 24 };
}

function strokeSign(dash) {
  return svg("path", { d: "M0 8h32", stroke: INK_2, "stroke-width": 2, "stroke-dasharray": dash, fill: "none" });
}

// What the colours of boxes and the strokes of lines mean, as the legend under the canvas says it.
function sceneKeys(ctx, scene, day) {
  const { kinds } = ctx.model.payload;
  const solid = scene.boxes.filter((box) => !box.dash);
  const shown = new Set(solid.map((box) => ctx.model.nodes.get(box.id)?.kind));
  const boxes = Object.keys(kinds).filter((kind) => shown.has(kind)).map((kind) => ({
    sign: svg("rect", { x: 0.5, y: 2.5, width: 16, height: 11, rx: 2, fill: kinds[kind].fill, stroke: kinds[kind].line }),
    wide: 17,
    words: ctx.pick(kinds[kind].plural ?? kinds[kind]),
  }));
  const lines = Object.entries({ stated: null, inferred: "7 5", unverified: "2 5" }).map(([name, dash]) => ({
    sign: strokeSign(dash), wide: 32, words: ctx.t(`legend.${name}`),
  }));
  if (scene.undated) lines.push({ sign: strokeSign("9 3 2 3"), wide: 32, words: ctx.t("network.undated", { day: ctx.date(day) }) });
  if (scene.bare) {
    const sign = svg("rect", { x: 0.5, y: 1.5, width: 31, height: 13, rx: 3, fill: "none", stroke: RULE, "stroke-dasharray": "4 3" });
    lines.push({ sign, wide: 32, words: ctx.t("network.bare", { day: ctx.date(day) }) });
  }
  return [boxes, lines];
}

/** Returns the scene that a view gives, with the keys to its colours and lines, as `{group, defs, width, height}`, or null. */
export function sceneView(ctx, view) {
  const scene = inLight(() => view.scene?.(ctx) ?? null);
  if (scene === null) return null;
  const drawn = drawnScene(scene);
  let y = scene.height + 16;
  for (const entries of sceneKeys(ctx, scene, view.dated(ctx) ? ctx.day : ctx.answer.as_of)) {
    const { items, below } = keyLines(entries, y);
    drawn.group.append(...items);
    y = below;
  }
  return { ...drawn, width: Math.max(drawn.width, NARROWEST), height: y - 4 };
}

// -- the whole ------------------------------------------------------------------------------------------------------

function paragraph(text, style, width) {
  const { size, high, weight, fill } = LOOKS[style];
  const family = familyOf(LOOKS[style].family);
  const lines = wrapped(xmlText(text), width, fontOf(`${weight ?? 400} ${size}px ${family}`).width);
  return {
    high: high * lines.length,
    at: (x, y) => lines.map((line, place) =>
      svg("text", { x, y: y + high * place + size, "font-family": family, "font-size": size, "font-weight": weight ?? null, fill }, line)),
  };
}

function rule(x, y, width) {
  return svg("line", { x1: x, y1: y, x2: x + width, y2: y, stroke: RULE, "stroke-width": 1 });
}

/**
 * Returns a picture as `{text, width, height}`: an SVG file of a view with its frame.
 *
 * `said` = `{title, ask, sentence, facts, sources, foot}`: texts; `facts`, `sources` and `foot` are lists of lines.
 */
export async function pictureOf(ctx, view, said) {
  const drawn = sceneView(ctx, view) ?? (await drawnView(ctx, view));
  const inner = Math.ceil(Math.max(NARROWEST, drawn.width));
  const parts = [];
  let y = EDGE_ROOM - 10;
  const add = (text, style, after = 0, width = Math.min(inner, WIDE)) => {
    const made = paragraph(text, style, width);
    parts.push(...made.at(EDGE_ROOM, y));
    y += made.high + after;
  };
  add(said.title, "title", 12);
  add(said.ask, "ask", 4);
  add(said.sentence, "sentence", 8, Math.min(inner, 940));
  said.facts.forEach((line) => add(line, "facts"));
  y += 12;
  parts.push(rule(EDGE_ROOM, y, inner));
  y += 20;
  drawn.group.setAttribute("transform", `translate(${EDGE_ROOM} ${y})`);
  parts.push(drawn.group);
  y += drawn.height + 24;
  parts.push(rule(EDGE_ROOM, y, inner));
  y += 10;
  said.sources.forEach((line, place) => add(line, place === 0 ? "head" : "source"));
  y += 10;
  said.foot.forEach((line) => add(line, "source"));
  y += EDGE_ROOM - 16;
  const [width, height] = [inner + 2 * EDGE_ROOM, Math.ceil(y)];
  const whole = svg(
    "svg", { width, height, viewBox: `0 0 ${width} ${height}`, lang: ctx.lang },
    svg("title", {}, xmlText(said.ask)),
    svg("desc", {}, xmlText(said.sentence)),
    drawn.defs.length > 0 ? svg("defs", {}, drawn.defs) : null,
    svg("rect", { width, height, fill: "#ffffff" }),
    parts,
  );
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(whole)}\n`, width, height };
}
