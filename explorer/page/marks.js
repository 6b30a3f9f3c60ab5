// The marks of the matrix and the panel: the shape says the kind of tie, the ground says how sure it is.

import { svg } from "./dom.js";

const SHAPES = {
  member: () => [svg("circle", { cx: 8, cy: 8, r: 5, fill: "currentColor" })],
  participant: () => [svg("path", { d: "M8 2.2 13.8 8 8 13.8 2.2 8Z", fill: "currentColor" })],
  adopter: () => [tick()],
  endorser: () => [tick()],
  "vote-yes": () => [tick()],
  associate: () => [
    svg("circle", { cx: 8, cy: 8, r: 4.6, fill: "none", stroke: "currentColor", "stroke-width": 1.6 }),
    svg("path", { d: "M8 3.4a4.6 4.6 0 0 1 0 9.2Z", fill: "currentColor" }),
  ],
  observer: () => [svg("circle", { cx: 8, cy: 8, r: 4.4, fill: "none", stroke: "currentColor", "stroke-width": 1.8 })],
  operates: () => [svg("path", { d: "M8 2.8 13.6 12.8H2.4Z", fill: "currentColor" })],
  "vote-against": () => [strokePath("M4 4l8 8M12 4l-8 8")],
  "vote-abstain": () => [strokePath("M3.5 8h9")],
  "vote-absent": () => [strokePath("M3.5 8h1.4M7.3 8h1.4M11.1 8h1.4")],
  other: () => [svg("rect", { x: 4, y: 4, width: 8, height: 8, fill: "currentColor" })],
};

function strokePath(d) {
  return svg("path", { d, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round" });
}

function tick() {
  return svg("path", {
    d: "M3.4 8.6 6.6 11.8 12.8 4.6", fill: "none", stroke: "currentColor", "stroke-width": 2.2,
    "stroke-linecap": "round", "stroke-linejoin": "round",
  });
}

/** Returns the drawing of a kind of tie. */
export function tieMark(tie) {
  const shape = SHAPES[tie] ?? SHAPES.other;
  return svg("svg", { viewBox: "0 0 16 16", class: "glyph", "aria-hidden": "true" }, ...shape());
}

/** Returns the class of the ground of a cell: seat or mere tie, and how sure. */
export function groundClass(cell) {
  if (cell.tie === null) return cell.state === "no evidence" ? "ground unknown" : "ground none";
  return `ground ${cell.seat ? "seat" : cell.tie === "operates" ? "area" : "tie"} ${cell.confidence ?? "stated"}`;
}

/** Returns the small line that stands for a confidence: drawn through, dashed, dotted. */
export function confidenceMark(confidence) {
  const dash = { inferred: "5 3", unverified: "1.5 3" }[confidence] ?? "none";
  return svg(
    "svg", { viewBox: "0 0 28 8", class: "line-mark", "aria-hidden": "true" },
    svg("path", { d: "M1 4h26", stroke: "currentColor", "stroke-width": 2, "stroke-dasharray": dash, fill: "none" }),
  );
}
