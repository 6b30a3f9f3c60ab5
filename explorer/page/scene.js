// The picture that a drawing makes: boxes as large as their words, set so that none touches another, and lines as curves.
// Pure. The canvas draws it, and so does what is taken away; both therefore show the same.
//
// A drawing (written out, see plan.js) is `{columns, boxes, lines}`:
// - `columns`: from left to right, `{x, gap, anchor, head, boxes}`; `x` is the middle where it is fixed already, `gap`
//   the room to the column before, `anchor` whether places are told from it, `head` the words over it, `boxes` the ids
//   of its boxes from top to bottom.
// - `boxes`: by id `{id, form, label, y, fill, line, text, dash, thick}`; `form` is node, head, more or amount, `y` the
//   middle where it is fixed already.
// - `lines`: `{id, at, from, to, bend, dash, width, arrow, color}`.

/** The size of every text in a drawing; at the smallest scale of the canvas it is still 11 px high on the screen. */
export const TEXT = 14;
/** The widest that the words of a box get before they wrap. */
const WORDS = 228;
const SIDE = 9;
const EDGE = 6;
const BETWEEN = 10;
const ASIDE = 30;
const GAP = 84;
const OVER = 12;
const MARGIN = 14;
const HEAD_WORDS = 190;
const GROUP_WORDS = 150;

/** Returns a text as lines of at most `most` wide; a single word that is wider is cut where it must be. */
export function wrapped(text, most, measure) {
  const lines = [];
  let line = "";
  const put = (word) => {
    const longer = line === "" ? word : `${line} ${word}`;
    if (measure(longer) <= most) {
      line = longer;
      return;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (measure(line) > most && line.length > 1) {
      let fits = 1;
      while (fits < line.length && measure(line.slice(0, fits + 1)) <= most) fits += 1;
      lines.push(line.slice(0, fits));
      line = line.slice(fits);
    }
  };
  for (const word of String(text).split(/\s+/)) if (word !== "") put(word);
  lines.push(line);
  return lines;
}

function sized(box, measure) {
  const flat = box.form === "head";
  const lines = wrapped(box.label, flat ? GROUP_WORDS : WORDS, measure);
  const wide = Math.max(...lines.map(measure));
  return { ...box, label: lines.join("\n"), w: Math.ceil(wide) + (flat ? 0 : 2 * SIDE), h: lines.length * TEXT + (flat ? 4 : 2 * EDGE) };
}

// The words over a group stand nearer to it than to the one above.
function between(before, box) {
  if (box.form === "head") return BETWEEN + 10;
  return before.form === "head" ? 4 : BETWEEN;
}

// The middles of boxes under each other: where they are wanted, pushed apart where they would touch, and as a whole
// moved back so that the column keeps its middle.
function stacked(boxes) {
  const wanted = boxes.map((box) => box.y);
  const placed = [];
  boxes.forEach((box, place) => {
    const before = boxes[place - 1];
    const least = place === 0 ? -Infinity : placed[place - 1] + (before.h + box.h) / 2 + between(before, box);
    placed.push(wanted[place] === undefined ? (place === 0 ? 0 : least) : Math.max(wanted[place], least));
  });
  if (boxes.length === 0) return placed;
  const middle = (first, last) => (first + last) / 2;
  const kept = wanted[0] === undefined ? 0 : middle(wanted[0], wanted[wanted.length - 1]);
  const shift = kept - middle(placed[0] - (wanted[0] === undefined ? boxes[0].h / 2 : 0), placed[placed.length - 1] + (wanted[0] === undefined ? boxes[boxes.length - 1].h / 2 : 0));
  return placed.map((y) => Math.round(y + shift));
}

// The middles of columns beside each other: where they are wanted, further right where they would touch.
function abreast(columns) {
  let edge = null;
  for (const column of columns) {
    const half = column.w / 2;
    const gap = column.gap ?? GAP;
    const free = edge === null ? half : edge + (column.x === undefined ? gap : ASIDE) + half;
    column.x = Math.round(edge === null ? column.x ?? free : Math.max(column.x ?? free, free));
    edge = column.x + half;
  }
  // What is added on either side must not move the rest: places are told from the column that stays.
  const still = columns.find((column) => column.anchor)?.x ?? 0;
  for (const column of columns) column.x -= still;
}

/** Returns the columns of a drawing with boxes of their size and in their place; `heads` are the words over columns. */
export function settled(drawing, measure) {
  const of = new Map(drawing.boxes.map((box) => [box.id, sized(box, measure)]));
  const columns = drawing.columns
    .map((column) => ({ ...column, boxes: column.boxes.map((id) => of.get(id)), head: column.head ? wrapped(column.head, HEAD_WORDS, measure) : [] }))
    .filter((column) => column.boxes.length > 0);
  for (const column of columns) {
    column.w = Math.max(...column.boxes.map((box) => box.w), ...column.head.map(measure));
    stacked(column.boxes).forEach((y, place) => (column.boxes[place].cy = y));
  }
  abreast(columns);
  for (const column of columns) for (const box of column.boxes) box.cx = column.x;
  return columns;
}

function mixed([ax, ay], [bx, by], part) {
  return [ax + (bx - ax) * part, ay + (by - ay) * part];
}

// A Bezier curve of any degree, cut at a part of its way: what comes before and what comes after.
function cut(points, part) {
  const before = [points[0]];
  const after = [points[points.length - 1]];
  let row = points;
  while (row.length > 1) {
    row = row.slice(1).map((point, place) => mixed(row[place], point, part));
    before.push(row[0]);
    after.unshift(row[row.length - 1]);
  }
  return [before, after];
}

function inside(box, [x, y]) {
  return Math.abs(x - box.cx) < box.w / 2 && Math.abs(y - box.cy) < box.h / 2;
}

// The part of the way at which a curve that begins in a box leaves it.
function leaves(points, box) {
  let [low, high] = [0, 1];
  for (let step = 0; step < 24; step += 1) {
    const middle = (low + high) / 2;
    const [, after] = cut(points, middle);
    if (inside(box, after[0])) low = middle;
    else high = middle;
  }
  return high;
}

// How a line runs, in the words of vis-network. Lines from side to side keep to the gap between their columns; only where
// both ends are about as high do parallel ones have to leave it to be seen apart.
function runOf(from, to, bend) {
  const apart = bend === undefined ? 0 : (bend.type === "curvedCW" ? 1.1 : -1.1) * bend.roundness;
  if (bend !== undefined && Math.abs(from.cy - to.cy) < 60) return bend;
  return { type: "cubicBezier", forceDirection: "horizontal", roundness: Math.min(0.85, Math.max(0.15, 0.5 + apart)) };
}

/** Returns the points of the curve from the middle of one box to that of another, as vis-network bends it. */
export function curve(from, to, bend) {
  const [a, b] = [[from.cx, from.cy], [to.cx, to.cy]];
  if (bend.type === "cubicBezier") {
    const reach = bend.roundness * (to.cx - from.cx);
    return [a, [from.cx + reach, from.cy], [to.cx - reach, to.cy], b];
  }
  const [dx, dy] = [to.cx - from.cx, from.cy - to.cy];
  const far = Math.hypot(dx, dy);
  const side = bend.type === "curvedCW" ? 1 : -1;
  const angle = Math.atan2(dy, dx) + (side * bend.roundness * 0.5 + 0.5) * Math.PI;
  const part = bend.roundness * 0.5 + 0.5;
  return [a, [from.cx + part * far * Math.sin(angle), from.cy + part * far * Math.cos(angle)], b];
}

function pathOf(points) {
  const text = points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return `M${text[0]}${points.length === 4 ? "C" : "Q"}${text.slice(1).join(" ")}`;
}

function headPath(points, width) {
  const [tip, before] = [points[points.length - 1], points[points.length - 2]];
  const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
  const size = 6 + width;
  const corner = (turn) => [tip[0] - size * Math.cos(angle + turn), tip[1] - size * Math.sin(angle + turn)].map((n) => n.toFixed(1)).join(" ");
  return `M${tip[0].toFixed(1)} ${tip[1].toFixed(1)}L${corner(0.42)}L${corner(-0.42)}Z`;
}

function lineOf(line, of) {
  const [from, to] = [of.get(line.from), of.get(line.to)];
  const run = runOf(from, to, line.bend);
  let points = curve(from, to, run);
  [, points] = cut(points, leaves(points, from));
  [points] = cut(points, 1 - leaves([...points].reverse(), to));
  return {
    id: line.id, run, d: pathOf(points), dash: line.dash || null, width: line.width, color: line.color,
    arrow: line.arrow === false ? null : headPath(points, line.width),
  };
}

/**
 * Returns the scene of a drawing: `{width, height, left, top, boxes, lines, heads}`, in pixels at scale 1.
 *
 * Everything lies between 0 and width and height, but for `left` and `top`, which say where its corner lies among the
 * places of the drawing. `boxes` are `{id, form, x, y, w, h, cx, cy, label, fill, line, text, dash, thick, size}` (upper
 * left corner; words as they are wrapped, with line feeds), `lines` are `{id, d, dash, width, color, arrow, run}` (paths
 * of the line and of its head; how it runs, as vis-network has it), `heads` are `{x, y, label, text, size}` (the middle of the words over a column).
 * `ctx` = `{measure(text), colour(name)}`.
 */
export function sceneOf(drawing, ctx) {
  const columns = settled(drawing, ctx.measure);
  const all = columns.flatMap((column) => column.boxes);
  if (all.length === 0) return { width: 0, height: 0, left: 0, top: 0, boxes: [], lines: [], heads: [] };
  const heads = columns.filter((column) => column.head.length > 0).map((column) => {
    const high = column.head.length * TEXT;
    const y = column.boxes[0].cy - column.boxes[0].h / 2 - OVER - high / 2;
    return { x: column.x, y, h: high, label: column.head.join("\n"), text: ctx.colour("--ink-2"), size: TEXT };
  });
  const left = Math.min(...columns.map((column) => column.x - column.w / 2)) - MARGIN;
  const right = Math.max(...columns.map((column) => column.x + column.w / 2)) + MARGIN;
  const top = Math.min(...all.map((box) => box.cy - box.h / 2), ...heads.map((head) => head.y - head.h / 2)) - MARGIN;
  const bottom = Math.max(...all.map((box) => box.cy + box.h / 2)) + MARGIN;
  for (const box of all) {
    box.cx -= left;
    box.cy -= top;
  }
  const of = new Map(all.map((box) => [box.id, box]));
  return {
    width: right - left,
    height: bottom - top,
    left,
    top,
    boxes: all.map((box) => ({ ...box, x: box.cx - box.w / 2, y: box.cy - box.h / 2, size: TEXT })),
    lines: drawing.lines.filter((line) => of.has(line.from) && of.has(line.to)).map((line) => lineOf(line, of)),
    heads: heads.map((head) => ({ ...head, x: head.x - left, y: head.y - top })),
  };
}
