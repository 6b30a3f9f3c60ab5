// A drawing on vis-network, with the positions that Python computed. Nothing here moves by itself.

import { inForce } from "./asof.js";
import { button, el } from "./dom.js";
import { writtenOut } from "./model.js";

const SMALLEST = 0.8;
const LARGEST = 1.1;
const HEAD = 34;
const HEAD_WIDTH = 170;
const HEAD_LINE = 16;

// One live drawing at a time; a redraw of the page keeps it when nothing about it changed.
let live = null;

function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Returns the edges of a drawing that hold on `day` between boxes that are shown; other edges are left out. */
export function shownEdges(drawing, statements, day, boxes) {
  return drawing.edges.filter((edge) => {
    if (!boxes.has(edge.from) || !boxes.has(edge.to)) return false;
    return day === null || inForce(statements[edge.at], day) === "yes";
  });
}

function visNodes(ctx, drawing) {
  const { kinds } = ctx.model.payload;
  const chosen = ctx.state.sel?.form === "node" ? ctx.state.sel.id : null;
  return drawing.nodes
    .filter((box) => !ctx.state.hidden.includes(box.group))
    .map((box) => {
      const kind = kinds[box.group] ?? {};
      const picked = box.id === chosen;
      return {
        id: box.id,
        x: box.x,
        y: box.y,
        label: ctx.short(box.id),
        color: { background: kind.fill, border: picked ? css("--pick") : kind.line },
        borderWidth: picked ? 3 : 1,
        font: { color: kind.text },
      };
    });
}

// How much further up a heading of several lines begins; vis-network wraps it at HEAD_WIDTH.
function headRise(ctx, column) {
  return (Math.ceil((columnTitle(ctx, column).length * 7.4) / HEAD_WIDTH) - 1) * HEAD_LINE;
}

// The headings of columns are part of the picture: plain text above the first box.
function visHeads(ctx, drawing) {
  return drawing.columns
    .filter((column) => column.key !== undefined && column.x !== undefined)
    .map((column, place) => ({
      id: `head ${place}`, x: column.x, y: column.y - HEAD - headRise(ctx, column) / 2, label: columnTitle(ctx, column), shape: "text",
      chosen: false, font: { color: css("--ink-2"), size: 13.5 }, widthConstraint: { maximum: HEAD_WIDTH },
    }));
}

function visEdges(ctx, drawing, day, boxes) {
  const chosen = ctx.state.sel?.form === "node" ? ctx.state.sel.id : null;
  const { statements } = ctx.model.payload;
  return shownEdges(drawing, statements, day, boxes).map((edge) => {
    const near = chosen !== null && [edge.from, edge.to].includes(chosen);
    return {
      id: edge.id,
      from: edge.from,
      to: edge.to,
      ...(edge.smooth === undefined ? {} : { smooth: edge.smooth }),
      dashes: { inferred: [7, 5], unverified: [2, 5] }[statements[edge.at].confidence] ?? false,
      color: { color: near ? css("--pick") : css("--edge"), highlight: css("--pick"), hover: css("--pick") },
      width: near ? 2.5 : 1.2,
    };
  });
}

function scaleFor(width, drawing) {
  return Math.min(LARGEST, Math.max(SMALLEST, (width - 24) / drawing.width));
}

function place(drawing) {
  const { network, host } = live;
  const scale = scaleFor(host.clientWidth, drawing);
  const headed = drawing.columns.filter((column) => column.key !== undefined);
  // Only a heading over the highest column reaches above the boxes.
  const above = Math.max(0, ...headed.map((column) => HEAD + 6 + headRise(live.ctx, column) - (column.y - drawing.top - 17)));
  host.style.height = `${Math.ceil(Math.max(240, (drawing.height + above) * scale + 24))}px`;
  network.setSize("100%", host.style.height);
  // A drawing wider than its box starts at its left edge and is panned from there.
  const wide = drawing.width * scale > host.clientWidth;
  const x = wide ? drawing.left + (host.clientWidth / 2 - 12) / scale : drawing.left + drawing.width / 2;
  network.moveTo({ position: { x, y: drawing.top + (drawing.height - above) / 2 }, scale, animation: false });
  network.redraw();
}

function start(ctx, drawing, key, data) {
  const host = el("div", { class: "canvas", role: "img", "aria-label": ctx.t("network.image") });
  const nodes = new globalThis.vis.DataSet(data.nodes);
  const edges = new globalThis.vis.DataSet(data.edges);
  live = { key, host, nodes, edges, network: null, ctx };
  // vis-network measures its box, so it starts when the box stands in the page.
  requestAnimationFrame(() => {
    if (live?.host !== host || !host.isConnected) return;
    const options = structuredClone(ctx.model.payload.network.options);
    options.nodes.font.face = getComputedStyle(document.body).fontFamily;
    live.network = new globalThis.vis.Network(host, { nodes, edges }, options);
    // The list below is the way in for the keyboard; a second stop that does nothing would only be in the way.
    for (const stop of host.querySelectorAll("[tabindex]")) stop.removeAttribute("tabindex");
    live.network.on("selectNode", ({ nodes: [id] }) => {
      if (live.ctx.model.nodes.has(id)) live.ctx.go({ sel: { form: "node", id } });
    });
    live.network.on("selectEdge", ({ nodes: boxes, edges: lines }) => {
      if (boxes.length === 0 && lines.length > 0) pickLine(live.ctx, drawing, lines[0]);
    });
    live.network.on("hoverNode", () => host.classList.add("over"));
    live.network.on("blurNode", () => host.classList.remove("over"));
    place(drawing);
    live.watch = new ResizeObserver(() => {
      if (live?.host === host && live.width !== host.clientWidth) {
        live.width = host.clientWidth;
        place(drawing);
      }
    });
    live.width = host.clientWidth;
    live.watch.observe(host);
  });
}

function pickLine(ctx, drawing, id) {
  const edge = drawing.edges.find((item) => item.id === id);
  if (edge !== undefined) ctx.go({ sel: { form: "statement", id: ctx.model.payload.statements[edge.at].id } });
}

function update(data) {
  const sync = (set, items) => {
    const keep = new Set(items.map((item) => item.id));
    set.remove(set.getIds().filter((id) => !keep.has(id)));
    set.update(items);
  };
  sync(live.nodes, data.nodes);
  sync(live.edges, data.edges);
}

/** Ends the live drawing, so that the next one starts afresh (another tab, another theme). */
export function endCanvas() {
  live?.watch?.disconnect();
  live?.network?.destroy();
  live = null;
}

/** Returns a drawing as an element: the canvas, its buttons, and the same boxes as a list for keyboard and reader. */
export function canvasOf(ctx, compact, key, day) {
  const drawing = writtenOut(ctx.model, compact);
  const nodes = visNodes(ctx, drawing);
  const boxes = new Set(nodes.map((node) => node.id));
  const data = { nodes: [...nodes, ...visHeads(ctx, drawing)], edges: visEdges(ctx, drawing, day, boxes) };
  if (live !== null && live.key === key) {
    live.ctx = ctx;
    update(data);
  } else {
    endCanvas();
    start(ctx, drawing, key, data);
  }
  const zoom = (factor) => () => live?.network?.moveTo({ scale: live.network.getScale() * factor, animation: false });
  return el(
    "div", { class: "network-view" },
    el(
      "figure", {},
      el(
        "div", { class: "zoom", role: "group", "aria-label": ctx.t("network.zoom") },
        button("+", zoom(1.25), { key: "zoom in", "aria-label": ctx.t("network.in") }),
        button("−", zoom(0.8), { key: "zoom out", "aria-label": ctx.t("network.out") }),
        button("⤢", () => place(drawing), { key: "zoom fit", "aria-label": ctx.t("network.fit") }),
      ),
      live.host,
    ),
    drawing.more > 0 ? el("p", { class: "hint more-boxes" }, ctx.t("network.more", { n: drawing.more })) : null,
    lineLegend(ctx),
    boxList(ctx, drawing, boxes),
  );
}

function lineLegend(ctx) {
  return el(
    "ul", { class: "line-key" },
    ["stated", "inferred", "unverified"].map((name) =>
      el("li", {}, el("span", { class: `stroke ${name}`, "aria-hidden": "true" }), ctx.t(`legend.${name}`)),
    ),
  );
}

function boxList(ctx, drawing, shown) {
  const groups = new Map();
  for (const box of drawing.nodes) {
    if (!shown.has(box.id)) continue;
    if (!groups.has(box.column)) groups.set(box.column, []);
    groups.get(box.column).push(box.id);
  }
  return el(
    "details", { class: "box-list" },
    el("summary", { "data-key": "box list" }, ctx.t("network.list", { n: shown.size })),
    [...groups.entries()].map(([column, refs]) =>
      el(
        "div", { class: "box-column" },
        el("h4", {}, drawing.columns[column]?.key === undefined ? ctx.t("network.column", { n: column + 1 }) : columnTitle(ctx, drawing.columns[column])),
        el("ul", {}, refs.map((id) => el("li", {}, button(ctx.short(id), () => ctx.go({ sel: { form: "node", id } }), { class: "chip", key: `box ${id}` })))),
      ),
    ),
  );
}

/** Returns the heading of a column of boxes: `{key, ids}` names the text and the nodes in it. */
export function columnTitle(ctx, column) {
  const names = (column.ids ?? []).map((id) => ctx.short(id));
  return ctx.t(`network.${column.key}`, { a: names[0] ?? "", b: names[1] ?? "" });
}
