// A drawing on vis-network, with the places of its scene. Nothing here moves by itself.

import { button, el } from "./dom.js";
import { drawingOn, nodeOf } from "./plan.js";
import { TEXT, sceneOf } from "./scene.js";

const SMALLEST = 0.8;
const LARGEST = 1.1;
/** How high a drawing gets before it is drawn smaller. */
const HIGH = 780;

// One live drawing at a time; a redraw of the page keeps it when nothing about it changed.
let live = null;
let ruler = null;
// Words over boxes are as large as they are; a plain 0 is no margin to vis-network and makes their place unknown.
const BARE = { top: 0, right: 0, bottom: 0, left: 0 };

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function face() {
  return getComputedStyle(document.body).fontFamily;
}

/** Returns the context with what a scene needs of the browser: colours of the theme, and the width of words. */
export function drawingContext(ctx) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `${TEXT}px ${face()}`;
  const colours = new Map();
  const colour = (name) => {
    if (!colours.has(name)) colours.set(name, css(name));
    return colours.get(name);
  };
  return { ...ctx, colour, measure: (text) => ruler.measureText(text).width };
}

function visNode(box, scene) {
  return {
    id: box.id,
    x: box.cx + scene.left,
    y: box.cy + scene.top,
    label: box.label,
    ...(box.form === "head" ? { shape: "text", margin: BARE } : { shape: "box" }),
    chosen: false,
    color: { background: box.fill, border: box.line, hover: { background: box.fill, border: box.line }, highlight: { background: box.fill, border: box.line } },
    borderWidth: box.thick,
    shapeProperties: { borderDashes: box.dash ?? false, borderRadius: 3 },
    font: { color: box.text },
  };
}

function visHead(head, place, scene) {
  return {
    id: `over ${place}`, x: head.x + scene.left, y: head.y + scene.top, label: head.label, shape: "text", margin: BARE, chosen: false, font: { color: head.text },
  };
}

function visEdge(line, run, pick) {
  return {
    id: line.id,
    from: line.from,
    to: line.to,
    smooth: { enabled: true, ...run },
    ...(line.arrow === false ? { arrows: { to: { enabled: false } } } : {}),
    dashes: line.dash ?? false,
    color: { color: line.color, highlight: pick, hover: pick },
    width: line.width,
  };
}

function dataOf(drawing, scene, pick) {
  const runs = new Map(scene.lines.map((line) => [line.id, line.run]));
  return {
    nodes: [...scene.boxes.map((box) => visNode(box, scene)), ...scene.heads.map((head, place) => visHead(head, place, scene))],
    edges: drawing.lines.filter((line) => runs.has(line.id)).map((line) => visEdge(line, runs.get(line.id), pick)),
  };
}

function fitScale(scene, width) {
  return Math.min(LARGEST, Math.max(SMALLEST, Math.min((width - 2) / scene.width, HIGH / scene.height)));
}

// The canvas is as large as the drawing: what does not fit is scrolled to, by hand, wheel or key, like any page.
function stand() {
  const { network, host, scene, scroller } = live;
  live.scale ??= fitScale(scene, scroller.clientWidth);
  const [wide, high] = [Math.max(scene.width * live.scale, scroller.clientWidth - 2), scene.height * live.scale];
  host.style.width = `${Math.floor(wide)}px`;
  host.style.height = `${Math.ceil(high)}px`;
  network.setSize(host.style.width, host.style.height);
  const middle = { x: scene.left + scene.width / 2, y: scene.top + scene.height / 2 };
  network.moveTo({ position: middle, scale: live.scale, animation: false });
  network.redraw();
}

function rescale(factor) {
  if (!live?.network) return;
  live.scale = factor === null ? fitScale(live.scene, live.scroller.clientWidth) : Math.min(3, Math.max(0.3, live.scale * factor));
  stand();
}

function choose(id) {
  const { ctx, items, rest } = live;
  const item = items.get(id);
  if (item?.form === "more") rest(item);
  else if (item?.form === "amount") chooseStatement(ctx, item.at);
  else if (item?.form === "node") ctx.go({ sel: { form: "node", id: nodeOf(item) } });
}

function chooseStatement(ctx, at) {
  ctx.go({ sel: { form: "statement", id: ctx.model.payload.statements[at].id } });
}

function begin(ctx, key, data) {
  const host = el("div", { class: "canvas", role: "img", "aria-label": ctx.t("network.image") });
  const scroller = el("div", { class: "canvas-scroll", "data-scroll": `canvas ${key}`, tabindex: 0, role: "region", "aria-label": ctx.t("network.region") }, host);
  const nodes = new globalThis.vis.DataSet(data.nodes);
  const edges = new globalThis.vis.DataSet(data.edges);
  live = { key, host, scroller, nodes, edges, network: null, scale: null };
  // vis-network measures its box, so it starts when the box stands in the page.
  requestAnimationFrame(() => {
    if (live?.host !== host || !host.isConnected) return;
    const options = structuredClone(live.ctx.model.payload.network.options);
    options.nodes.font = { ...options.nodes.font, face: face(), size: TEXT };
    live.network = new globalThis.vis.Network(host, { nodes, edges }, options);
    // The list below is the way in for the keyboard; a second stop that does nothing would only be in the way.
    for (const stop of host.querySelectorAll("[tabindex]")) stop.removeAttribute("tabindex");
    live.network.on("selectNode", ({ nodes: [id] }) => choose(id));
    live.network.on("selectEdge", ({ nodes: boxes, edges: lines }) => {
      const line = live.lines.get(lines[0]);
      if (boxes.length === 0 && line !== undefined) chooseStatement(live.ctx, line.at);
    });
    live.network.on("hoverNode", ({ node }) => host.classList.toggle("over", live.items.get(node)?.form !== "head" && live.items.has(node)));
    live.network.on("blurNode", () => host.classList.remove("over"));
    stand();
    live.watch = new ResizeObserver(() => {
      if (live?.scroller === scroller && live.width !== scroller.clientWidth && scroller.clientWidth > 0) {
        live.width = scroller.clientWidth;
        live.scale = null;
        stand();
      }
    });
    live.width = scroller.clientWidth;
    live.watch.observe(scroller);
  });
}

function sync(set, items) {
  const keep = new Set(items.map((item) => item.id));
  set.remove(set.getIds().filter((id) => !keep.has(id)));
  set.update(items);
}

// What was there stays under the reader's eye; what is new is scrolled to.
function renew(data, before, scene) {
  sync(live.nodes, data.nodes);
  sync(live.edges, data.edges);
  if (before.left === scene.left && before.width === scene.width && before.height === scene.height) return;
  const { host } = live;
  requestAnimationFrame(() => {
    if (live?.host !== host || live.network === null) return;
    stand();
    const grewLeft = (before.left - scene.left) * live.scale;
    const grewRight = (scene.left + scene.width - before.left - before.width) * live.scale;
    if (grewLeft > 1) live.scroller.scrollLeft = 0;
    else if (grewRight > 1) live.scroller.scrollLeft = live.scroller.scrollWidth;
    else if (grewLeft < -1) live.scroller.scrollLeft += grewLeft;
  });
}

/** Ends the live drawing, so that the next one starts afresh (another tab, another theme). */
export function endCanvas() {
  live?.watch?.disconnect();
  live?.network?.destroy();
  live = null;
}

/** Returns the scene of a plan on a day, and whether it has lines that are `undated` or boxes that are `bare` then. */
export function sceneOfPlan(ctx, plan, day) {
  const full = drawingContext(ctx);
  const drawing = drawingOn(full, plan, day);
  return { ...sceneOf(drawing, full), undated: drawing.undated, bare: drawing.bare.size > 0 };
}

/**
 * Returns a plan as an element: the canvas, its buttons, and the same boxes as a list for keyboard and reader.
 *
 * A drawing with the same `key` as before keeps its canvas; `rest(item)` opens what a "+n more" stands for.
 */
export function canvasOf(ctx, plan, { key, day, rest }) {
  const full = drawingContext(ctx);
  const drawing = drawingOn(full, plan, day);
  const scene = sceneOf(drawing, full);
  const data = dataOf(drawing, scene, full.colour("--pick"));
  const before = live?.key === key ? live.scene : null;
  if (before === null) {
    endCanvas();
    begin(ctx, key, data);
  }
  Object.assign(live, {
    ctx, scene, rest,
    items: new Map(drawing.items.flatMap((column) => column.items).map((item) => [item.id, item])),
    lines: new Map(drawing.lines.map((line) => [line.id, line])),
  });
  if (before !== null) renew(data, before, scene);
  return el(
    "div", { class: "network-view" },
    el(
      "figure", {},
      el(
        "div", { class: "zoom", role: "group", "aria-label": ctx.t("network.zoom") },
        button("+", () => rescale(1.25), { key: "zoom in", "aria-label": ctx.t("network.in") }),
        button("−", () => rescale(0.8), { key: "zoom out", "aria-label": ctx.t("network.out") }),
        button("⤢", () => rescale(null), { key: "zoom fit", "aria-label": ctx.t("network.fit") }),
      ),
      live.scroller,
    ),
    drawing.more > 0 ? el("p", { class: "hint more-boxes" }, ctx.t("network.more", { n: drawing.more })) : null,
    drawing.within > 0 ? el("p", { class: "hint" }, ctx.t("network.within", { n: drawing.within })) : null,
    lineLegend(ctx, drawing, day),
    boxList(ctx, drawing, rest),
  );
}

function lineLegend(ctx, drawing, day) {
  const entry = (name, words) => el("li", {}, el("span", { class: `stroke ${name}`, "aria-hidden": "true" }), words);
  return el(
    "ul", { class: "line-key" },
    ["stated", "inferred", "unverified"].map((name) => entry(name, ctx.t(`legend.${name}`))),
    drawing.undated ? entry("undated", ctx.t("network.undated", { day: ctx.date(day) })) : null,
    drawing.bare.size > 0 ? entry("bare", ctx.t("network.bare", { day: ctx.date(day) })) : null,
  );
}

function listItem(ctx, item, rest) {
  if (item.form === "more") return button(ctx.t("network.rest", { n: item.rest.length }), () => rest(item), { class: "chip", key: `box ${item.id}` });
  const amount = item.form === "amount";
  const label = live.scene.boxes.find((box) => box.id === item.id)?.label.replaceAll("\n", " ") ?? item.id;
  const act = () => (amount ? chooseStatement(ctx, item.at) : ctx.go({ sel: { form: "node", id: nodeOf(item) } }));
  return button(amount ? label : ctx.short(nodeOf(item)), act, { class: "chip", key: `box ${item.id}` });
}

// The groups of a column: its own head, or those between its boxes.
function listGroups(ctx, column, place) {
  const groups = [];
  for (const item of column.items) {
    if (item.form === "head") groups.push({ title: item.title, items: [] });
    else {
      if (groups.length === 0) groups.push({ title: column.title || ctx.t("network.column", { n: place + 1 }), items: [] });
      groups[groups.length - 1].items.push(item);
    }
  }
  return groups;
}

function boxList(ctx, drawing, rest) {
  const groups = drawing.items.flatMap((column, place) => listGroups(ctx, column, place));
  const number = groups.reduce((sum, group) => sum + group.items.length, 0);
  return el(
    "details", { class: "box-list", open: live.listed === true, on: { toggle: (event) => { if (live !== null) live.listed = event.target.open; } } },
    el("summary", { "data-key": "box list" }, ctx.t("network.list", { n: number })),
    groups.map((group) =>
      el(
        "div", { class: "box-column" },
        el("h3", {}, group.title),
        el("ul", {}, group.items.map((item) => el("li", {}, listItem(ctx, item, rest)))),
      ),
    ),
  );
}
