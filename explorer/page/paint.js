// What CSS paints, said as SVG would say it: colours, gradients, dashes, shadows. Pure text to plain objects.

/** Returns the parts of a list in CSS, apart at the commas (or blanks) that no parenthesis holds. */
export function cssParts(text, separator = ",") {
  const parts = [];
  let depth = 0;
  let part = "";
  for (const letter of text) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter === separator && depth === 0) {
      parts.push(part);
      part = "";
    } else part += letter;
  }
  return [...parts, part].map((piece) => piece.trim()).filter((piece) => piece !== "");
}

function hex(number) {
  return Math.round(Math.min(255, Math.max(0, number))).toString(16).padStart(2, "0");
}

/** Returns a computed colour as `{fill, alpha}`, or null where nothing of it is seen (or it is in another form). */
export function colourOf(text) {
  const [, form, inside] = /^(rgba?|color)\((.*)\)$/.exec((text ?? "").trim()) ?? [];
  if (form === undefined) return null;
  const numbers = inside.replace("srgb", "").split(/[\s,/]+/).filter(Boolean).map((part) => (part.endsWith("%") ? Number(part.slice(0, -1)) / 100 : Number(part)));
  const alpha = numbers[3] ?? 1;
  if (numbers.slice(0, 3).some(Number.isNaN) || numbers.length < 3 || !(alpha > 0)) return null;
  const scale = form === "color" ? 255 : 1;
  return { fill: `#${numbers.slice(0, 3).map((number) => hex(number * scale)).join("")}`, alpha };
}

const TURNS = { "to top": 0, "to right": 90, "to bottom": 180, "to left": 270, "to top right": 45, "to bottom right": 135, "to bottom left": 225, "to top left": 315 };

function stopsOf(parts) {
  const stops = parts.map((part) => {
    const [, colour, rest] = /^((?:rgba?|color)\([^)]*\)|transparent)\s*(.*)$/.exec(part) ?? [];
    if (colour === undefined) return null;
    return cssParts(rest, " ").map((place) => ({ colour: colourOf(colour), at: parseFloat(place), percent: place.endsWith("%") }));
  });
  return stops.includes(null) ? null : stops.flat();
}

/** Returns a computed gradient as `{form, repeating, angle, stops}`, or null for what is none or too clever. */
export function gradientOf(text) {
  const [, repeating, form, inside] = /^(repeating-)?(linear|radial)-gradient\((.*)\)$/s.exec(text.trim()) ?? [];
  if (form === undefined) return null;
  const parts = cssParts(inside);
  const led = !/^(rgba?|color|transparent)/.test(parts[0]);
  const lead = led ? parts.shift() : "";
  const angle = lead.endsWith("deg") ? parseFloat(lead) : (TURNS[lead] ?? 180);
  const stops = stopsOf(parts);
  return stops === null ? null : { form, repeating: repeating !== undefined, angle, stops };
}

/** Returns the stripes of a gradient with hard edges as `{period, turn, bands}` (bands `{from, to, colour}`), or null. */
export function stripesOf(gradient) {
  if (gradient === null || gradient.form !== "linear" || !gradient.repeating) return null;
  const { stops } = gradient;
  if (stops.length < 2 || stops.some((stop) => stop.percent || Number.isNaN(stop.at))) return null;
  const bands = [];
  for (let at = 0; at + 1 < stops.length; at += 1) {
    if (stops[at + 1].at > stops[at].at) bands.push({ from: stops[at].at, to: stops[at + 1].at, colour: stops[at].colour });
  }
  // CSS turns from "up", SVG from "right".
  return { period: stops.at(-1).at, turn: gradient.angle - 90, bands };
}

/** Returns the dot that a radial gradient paints as `{r, colour}`, or null. */
export function dotOf(gradient) {
  if (gradient === null || gradient.form !== "radial") return null;
  const seen = gradient.stops.filter((stop) => stop.colour !== null && !stop.percent);
  if (seen.length === 0 || Number.isNaN(seen.at(-1).at)) return null;
  const after = gradient.stops.find((stop) => stop.colour === null && !stop.percent)?.at ?? seen.at(-1).at;
  return { r: (seen.at(-1).at + after) / 2, colour: seen.at(-1).colour };
}

/** Returns the dashes of a border's style for a width, or null for a line drawn through. */
export function dashesOf(style, width) {
  if (style === "dashed") return `${3 * width} ${2 * width}`;
  return style === "dotted" ? `0 ${2 * width}` : null;
}

/** Returns the hard shadows of a computed box-shadow as `{colour, x, y, spread, inset}`; soft ones are left out. */
export function shadowsOf(text) {
  if (text === "none") return [];
  return cssParts(text).flatMap((shadow) => {
    const words = cssParts(shadow, " ");
    const [x, y, blur, spread] = words.filter((word) => /^-?[\d.]+px$/.test(word)).map(parseFloat);
    const colour = colourOf(words.find((word) => word.includes("(")));
    return colour === null || blur > 0 ? [] : [{ colour, x, y, spread: spread ?? 0, inset: words.includes("inset") }];
  });
}

/** Returns text without the control characters that no XML may hold, and without halves of letters. */
export function xmlText(text) {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "").replace(/\p{Surrogate}/gu, "\ufffd");
}
