// What the browser has drawn, as SVG: boxes, borders, hatched grounds, lines of text, signs. Text stays text.

import { svg } from "./dom.js";
import { colourOf, cssParts, dashesOf, dotOf, gradientOf, shadowsOf, stripesOf, xmlText } from "./paint.js";

const SHAPE = [
  ["fill", "rgb(0, 0, 0)"], ["fill-opacity", "1"], ["stroke", "none"], ["stroke-width", "1px"], ["stroke-opacity", "1"],
  ["stroke-dasharray", "none"], ["stroke-linecap", "butt"], ["stroke-linejoin", "miter"], ["opacity", "1"],
];
const LETTERS = [["font-family", ""], ["font-size", ""], ["font-weight", "400"], ["font-style", "normal"], ["text-anchor", "start"], ["dominant-baseline", "auto"], ["letter-spacing", "normal"]];
const DROPPED = /^(on|aria-|data-|xlink:|xmlns|href$|class$|style$|role$|tabindex$|focusable$|id$)/i;

let brush = null;
const heights = new Map();

/** Returns the room that letters take above and below their line, and `width(text)`, for a CSS font. */
export function fontOf(font) {
  brush ??= document.createElement("canvas").getContext("2d");
  if (!heights.has(font)) {
    brush.font = font;
    const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } = brush.measureText("Ág");
    heights.set(font, { up, down });
  }
  return {
    ...heights.get(font),
    width: (text) => {
      brush.font = font;
      return brush.measureText(text).width;
    },
  };
}

function cents(number) {
  return Math.round(number * 100) / 100;
}

function paintOf(name, colour) {
  if (colour === null) return { [name]: "none" };
  return { [name]: colour.fill, [`${name}-opacity`]: colour.alpha < 1 ? cents(colour.alpha) : null };
}

/** A sheet that is drawn on: marks with their depth, and the patterns they use. */
function newSheet(root) {
  const { left, top } = root.getBoundingClientRect();
  return { view: root.ownerDocument.defaultView, left, top, marks: [], defs: new Map(), right: 0, upper: Infinity, bottom: 0, order: 0 };
}

function layMark(sheet, depth, node, box) {
  sheet.marks.push({ depth, order: (sheet.order += 1), node });
  sheet.right = Math.max(sheet.right, box.x + box.w);
  sheet.upper = Math.min(sheet.upper, box.y);
  sheet.bottom = Math.max(sheet.bottom, box.y + box.h);
}

function markBox(sheet, rect) {
  return { x: cents(rect.left - sheet.left), y: cents(rect.top - sheet.top), w: cents(rect.width), h: cents(rect.height) };
}

function patternFor(sheet, key, make) {
  if (!sheet.defs.has(key)) sheet.defs.set(key, make(`p${sheet.defs.size + 1}`));
  return `url(#${sheet.defs.get(key).id})`;
}

function striped(sheet, text, stripes) {
  const { period, turn, bands } = stripes;
  return patternFor(sheet, text, (id) =>
    svg(
      "pattern", { id, width: period, height: period, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})` },
      bands.map(({ from, to, colour }) => svg("rect", { x: from, y: 0, width: to - from, height: period, ...paintOf("fill", colour) })),
    ),
  );
}

// A gradient that fades: along its angle, from corner to corner of the box, as CSS measures it.
function faded(sheet, text, gradient, box) {
  const angle = (gradient.angle * Math.PI) / 180;
  const half = (Math.abs(box.w * Math.sin(angle)) + Math.abs(box.h * Math.cos(angle))) / 2;
  const [cx, cy] = [box.x + box.w / 2, box.y + box.h / 2];
  const [dx, dy] = [Math.sin(angle) * half, -Math.cos(angle) * half];
  const last = gradient.stops.length - 1;
  return patternFor(sheet, `${text} ${Object.values(box)}`, (id) =>
    svg(
      "linearGradient", { id, gradientUnits: "userSpaceOnUse", x1: cents(cx - dx), y1: cents(cy - dy), x2: cents(cx + dx), y2: cents(cy + dy) },
      gradient.stops.map((stop, place) => {
        const at = Number.isNaN(stop.at) ? place / Math.max(1, last) : stop.percent ? stop.at / 100 : stop.at / (2 * half);
        return svg("stop", { offset: cents(at), "stop-color": stop.colour?.fill ?? "#ffffff", "stop-opacity": stop.colour?.alpha ?? 0 });
      }),
    ),
  );
}

function dotted(sheet, text, dot, box, size) {
  const [w, h] = cssParts(size, " ").map((part) => (part.endsWith("px") ? parseFloat(part) : NaN));
  const tile = { w: Number.isNaN(w ?? NaN) ? box.w : w, h: Number.isNaN(h ?? w ?? NaN) ? box.h : (h ?? w) };
  return patternFor(sheet, `${text} ${tile.w} ${tile.h} ${box.x % tile.w} ${box.y % tile.h}`, (id) =>
    svg(
      "pattern", { id, x: box.x, y: box.y, width: tile.w, height: tile.h, patternUnits: "userSpaceOnUse" },
      svg("circle", { cx: tile.w / 2, cy: tile.h / 2, r: cents(dot.r), ...paintOf("fill", dot.colour) }),
    ),
  );
}

// The fills of a box from the lowest up: its colour, then its pictures, of which the first named lies on top.
function fillsOf(sheet, style, box) {
  const fills = [];
  const ground = colourOf(style.backgroundColor);
  if (ground !== null) fills.push(paintOf("fill", ground));
  if (style.backgroundImage === "none") return fills;
  const sizes = cssParts(style.backgroundSize);
  const layers = cssParts(style.backgroundImage);
  layers.map((text, place) => {
    const gradient = gradientOf(text);
    const stripes = stripesOf(gradient);
    const dot = dotOf(gradient);
    if (stripes !== null) return striped(sheet, text, stripes);
    if (dot !== null) return dotted(sheet, text, dot, box, sizes[place % sizes.length]);
    return gradient?.form === "linear" ? faded(sheet, text, gradient, box) : null;
  }).reverse().forEach((fill) => fill !== null && fills.push({ fill }));
  return fills;
}

function strokeOf(style, side) {
  const width = parseFloat(style[`border${side}Width`]);
  const kind = style[`border${side}Style`];
  const colour = colourOf(style[`border${side}Color`]);
  return width > 0 && kind !== "none" && kind !== "hidden" && colour !== null ? { width, kind, colour } : null;
}

function strokeProps({ width, kind, colour }) {
  return { fill: "none", ...paintOf("stroke", colour), "stroke-width": width, "stroke-dasharray": dashesOf(kind, width), "stroke-linecap": kind === "dotted" ? "round" : null };
}

function drawBorders(sheet, depth, style, box, radius) {
  const sides = ["Top", "Right", "Bottom", "Left"].map((side) => strokeOf(style, side));
  if (sides.every((side) => side === null)) return;
  const [first] = sides;
  if (sides.every((side) => side !== null && JSON.stringify(side) === JSON.stringify(first))) {
    const inset = first.width / 2;
    layMark(sheet, depth, svg("rect", {
      x: cents(box.x + inset), y: cents(box.y + inset), width: Math.max(0, cents(box.w - first.width)), height: Math.max(0, cents(box.h - first.width)),
      rx: radius > 0 ? Math.max(0, cents(radius - inset)) : null, ...strokeProps(first),
    }), box);
    return;
  }
  const { x, y, w, h } = box;
  const ends = [[x, y, x + w, y, 0, 1], [x + w, y, x + w, y + h, -1, 0], [x, y + h, x + w, y + h, 0, -1], [x, y, x, y + h, 1, 0]];
  sides.forEach((side, place) => {
    if (side === null) return;
    const [x1, y1, x2, y2, dx, dy] = ends[place];
    const inset = side.width / 2;
    layMark(sheet, depth, svg("line", {
      x1: cents(x1 + dx * inset), y1: cents(y1 + dy * inset), x2: cents(x2 + dx * inset), y2: cents(y2 + dy * inset), ...strokeProps(side),
    }), box);
  });
}

function drawShadows(sheet, depth, style, box, radius) {
  for (const { colour, x, y, spread, inset } of shadowsOf(style.boxShadow)) {
    const fill = paintOf("fill", colour);
    if (inset && y !== 0) layMark(sheet, depth, svg("rect", { x: box.x, y: y > 0 ? box.y : cents(box.y + box.h + y), width: box.w, height: Math.abs(y), ...fill }), box);
    if (inset && x !== 0) layMark(sheet, depth, svg("rect", { x: x > 0 ? box.x : cents(box.x + box.w + x), y: box.y, width: Math.abs(x), height: box.h, ...fill }), box);
    if (x === 0 && y === 0 && spread > 0) outlined(sheet, depth, box, inset ? -spread / 2 : spread / 2, { width: spread, kind: "solid", colour }, radius);
  }
  const width = parseFloat(style.outlineWidth);
  const colour = colourOf(style.outlineColor);
  if (style.outlineStyle !== "none" && width > 0 && colour !== null) {
    outlined(sheet, depth, box, parseFloat(style.outlineOffset) + width / 2, { width, kind: style.outlineStyle, colour }, radius);
  }
}

function outlined(sheet, depth, box, by, stroke, radius) {
  layMark(sheet, depth, svg("rect", {
    x: cents(box.x - by), y: cents(box.y - by), width: cents(box.w + 2 * by), height: cents(box.h + 2 * by),
    rx: radius > 0 ? cents(radius + by) : null, ...strokeProps(stroke),
  }), box);
}

function drawBox(sheet, depth, style, rect) {
  const box = markBox(sheet, rect);
  if (box.w === 0 || box.h === 0) return;
  const [corner] = style.borderTopLeftRadius.split(" ");
  const wanted = corner.endsWith("%") ? (parseFloat(corner) / 100) * Math.min(box.w, box.h) : parseFloat(corner);
  const radius = cents(Math.min(wanted, box.w / 2, box.h / 2));
  for (const fill of fillsOf(sheet, style, box)) {
    layMark(sheet, depth, svg("rect", { x: box.x, y: box.y, width: box.w, height: box.h, rx: radius > 0 ? radius : null, ...fill }), box);
  }
  drawShadows(sheet, depth, style, box, radius);
  drawBorders(sheet, depth, style, box, radius);
}

// The lines of a text node as `{text, rect}`: one where it does not wrap; else word by word, a broken word by letters.
function linesOf(node, upright) {
  const range = node.ownerDocument.createRange();
  range.selectNodeContents(node);
  const whole = [...range.getClientRects()].filter((rect) => rect.width > 0 && rect.height > 0);
  if (whole.length === 0) return [];
  if (whole.length === 1) return [{ text: node.data, rect: whole[0] }];
  const runs = [];
  const add = (from, to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
    if (rects.length === 0) return;
    if (rects.length > 1 && to - from > 1) {
      for (let at = from; at < to; at += 1) add(at, at + 1);
      return;
    }
    const last = runs.at(-1);
    const side = upright ? "left" : "top";
    const same = last !== undefined && Math.abs(last.rect[side] - rects[0][side]) < 2;
    if (same) last.to = to;
    else runs.push({ from, to, rect: rects[0] });
  };
  for (const word of node.data.matchAll(/\S+/g)) add(word.index, word.index + word[0].length);
  return runs.map(({ from, to }) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    return { text: node.data.slice(from, to), rect: range.getBoundingClientRect() };
  });
}

function cased(text, style) {
  const plain = xmlText(text.replace(/\s+/g, " ").trim());
  if (style.textTransform === "uppercase") return plain.toUpperCase();
  return style.textTransform === "capitalize" ? plain.replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase()) : plain;
}

// A box of text that is turned by a quarter reads upwards (-90) or downwards (90).
function drawText(sheet, node, style, { depth, turn, struck }) {
  const colour = colourOf(style.color);
  if (colour === null) return;
  const font = fontOf(`${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`);
  const upright = Math.abs(turn) === 90;
  for (const { text, rect } of linesOf(node, upright)) {
    const said = cased(text, style);
    if (said === "") continue;
    const box = markBox(sheet, rect);
    const [long, high] = upright ? [box.h, box.w] : [box.w, box.h];
    const base = (high - font.up - font.down) / 2 + font.up;
    const at = turn === 90 ? [box.x + box.w - base, box.y] : turn === -90 ? [box.x + base, box.y + box.h] : [box.x, box.y + base];
    const [x, y] = at.map(cents);
    layMark(sheet, depth, svg("text", {
      ...(upright ? { transform: `translate(${x} ${y}) rotate(${turn})` } : { x, y }),
      "font-family": style.fontFamily, "font-size": parseFloat(style.fontSize), "font-weight": style.fontWeight === "400" ? null : style.fontWeight,
      "font-style": style.fontStyle === "normal" ? null : style.fontStyle, ...paintOf("fill", colour),
      textLength: said.length > 1 ? long : null, lengthAdjust: said.length > 1 ? "spacingAndGlyphs" : null,
      "text-decoration": struck ? "line-through" : null,
    }, said), box);
  }
}

// A copy of a drawing inside the page, its look written into its attributes; what could run or load stays behind.
function copied(sheet, node) {
  if (/^(script|style|foreignObject|title|desc|metadata|a|image|use|animate.*|set)$/.test(node.localName)) {
    return node.localName === "a" ? [...node.children].flatMap((child) => copied(sheet, child)) : [];
  }
  const style = sheet.view.getComputedStyle(node);
  if (style.display === "none" && node.localName !== "defs") return [];
  const props = {};
  for (const { name, value } of node.attributes) if (!DROPPED.test(name) && !/url\(|var\(/.test(value)) props[name] = xmlText(value);
  if (node.id !== "") props.id = `v-${node.id}`;
  const words = /^(text|tspan)$/.test(node.localName);
  const group = /^(svg|g|defs|pattern|clipPath|marker|linearGradient|radialGradient)$/.test(node.localName);
  for (const [name, usual] of group ? [["opacity", "1"]] : words ? [...SHAPE, ...LETTERS] : SHAPE) {
    const value = style.getPropertyValue(name).trim();
    delete props[name];
    if (value !== usual && value !== "") props[name] = value.replace(/url\("?#([^")]+)"?\)/, "url(#v-$1)");
  }
  for (const name of ["fill", "stroke"]) {
    const colour = colourOf(props[name]);
    if (colour === null) continue;
    props[name] = colour.fill;
    if (colour.alpha < 1) props[`${name}-opacity`] = cents(colour.alpha);
  }
  if (node.getAttribute("clip-path")?.startsWith("url(#")) props["clip-path"] = node.getAttribute("clip-path").replace("url(#", "url(#v-");
  const children = [...node.childNodes].flatMap((child) => (child.nodeType === 3 ? (words ? [xmlText(child.data)] : []) : child.nodeType === 1 ? copied(sheet, child) : []));
  return [svg(node.localName, props, ...children)];
}

function drawDrawing(sheet, depth, node) {
  const box = markBox(sheet, node.getBoundingClientRect());
  const [copy] = copied(sheet, node);
  if (copy === undefined || box.w === 0) return;
  for (const [name, value] of Object.entries({ x: box.x, y: box.y, width: box.w, height: box.h, overflow: "visible" })) copy.setAttribute(name, value);
  layMark(sheet, depth, copy, box);
}

// How much a box is turned against the one around it, in degrees.
function turnOf(style) {
  const [, a, b] = /^matrix\(([^,]+), ([^,]+),/.exec(style.transform) ?? [];
  return a === undefined ? 0 : Math.round((Math.atan2(Number(b), Number(a)) * 180) / Math.PI);
}

function walkElement(sheet, element, above) {
  const style = sheet.view.getComputedStyle(element);
  if (style.display === "none" || style.visibility !== "visible" || style.opacity === "0") return;
  const raised = style.position !== "static" && style.zIndex !== "auto" ? Number(style.zIndex) : 0;
  const here = {
    depth: above.depth + raised,
    turned: above.turned + turnOf(style),
    struck: above.struck || style.textDecorationLine.includes("line-through"),
  };
  if (element.localName === "svg") {
    drawDrawing(sheet, here.depth, element);
    return;
  }
  const rects = style.display === "inline" ? [...element.getClientRects()] : [element.getBoundingClientRect()];
  for (const rect of rects) drawBox(sheet, here.depth, style, rect);
  const quarter = here.turned + (style.writingMode.startsWith("vertical") ? 90 : 0);
  const turn = ((((quarter + 180) % 360) + 360) % 360) - 180;
  for (const child of element.childNodes) {
    if (child.nodeType === 3) drawText(sheet, child, style, { ...here, turn });
    else if (child.nodeType === 1) walkElement(sheet, child, here);
  }
}

/** Returns what an element shows as `{group, defs, width, height}`, its left edge and its uppermost mark at 0, 0. */
export function walked(root) {
  const sheet = newSheet(root);
  walkElement(sheet, root, { depth: 0, turned: 0, struck: false });
  sheet.marks.sort((a, b) => a.depth - b.depth || a.order - b.order);
  const upper = Math.min(sheet.upper, sheet.bottom);
  const marks = svg("g", { transform: upper === 0 ? null : `translate(0 ${-upper})` }, sheet.marks.map((mark) => mark.node));
  return { group: svg("g", {}, marks), defs: [...sheet.defs.values()], width: Math.ceil(sheet.right), height: Math.ceil(sheet.bottom - upper) };
}
