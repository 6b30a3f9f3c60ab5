// Answers that the page works out itself, row by row as Python does (queries/why.py, queries/member_overlap.py).

import { YES, inForce, statusOn } from "./asof.js";

const COUNTED = new Set(["stated", "inferred"]);

function byText(a, b) {
  if (a === b) return 0;
  // What is unknown comes first.
  if (a === null) return -1;
  return b === null || a > b ? 1 : -1;
}

function byColumns(...columns) {
  return (a, b) => {
    for (const column of columns) {
      const order = byText(a[column], b[column]);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Returns a number with up to 15 digits, as Python's `.15g` writes it. */
export function digits(number) {
  const [mantissa, power] = number.toExponential(14).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 15) return String(Number(number.toPrecision(15)));
  const sign = exponent < 0 ? "-" : "+";
  return `${String(Number(mantissa))}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function valueOf(item) {
  const shown = item.number === undefined ? "" : digits(item.number);
  return [shown, item.text, item.currency, item.unit].filter(Boolean).join(" ");
}

/** Returns the rows of "why" for a node: each piece of evidence on it, its statements and its dated values. */
export function whyRows(model, id, lang) {
  const text = (pair) => pair?.[lang] ?? pair?.en ?? null;
  const about = [];
  for (const statement of new Set([...model.outgoing(id), ...model.incoming(id)])) {
    if (!COUNTED.has(statement.confidence)) continue;
    const { relation, source, target, start, end, confidence } = statement;
    about.push({
      about: statement.id, at: model.places.get(statement.id), subject: source, relation, object: target,
      start: start ?? null, end: end ?? null, confidence,
    });
  }
  for (const item of model.observations(id)) {
    if (!COUNTED.has(item.confidence)) continue;
    about.push({
      about: item.id, at: item.id, subject: id, relation: item.measure, object: valueOf(item), start: item.start ?? null,
      end: item.end ?? null, confidence: item.confidence,
    });
  }
  about.push({ about: id, at: id, subject: id, relation: null, object: null, start: null, end: null, confidence: null });
  const found = about.flatMap((thing) =>
    model.evidence(thing.about).map((piece, number) => {
      const source = model.sources.get(piece.source);
      return {
        ...thing,
        stance: piece.stance ?? "supports",
        against: piece.stance === undefined ? "0" : "1",
        document: piece.source,
        locator: piece.locator ?? null,
        date: piece.date ?? source?.published ?? source?.accessed ?? null,
        // The pieces on one thing come in the order of their ids.
        piece: String(number).padStart(6, "0"),
        reading: text(piece.reading),
        reason: text(piece.reason),
      };
    }),
  );
  found.sort(byColumns("relation", "subject", "start", "object", "about", "against", "date", "piece"));
  return found.map((row) => ({
    cells: [
      row.subject, row.relation, row.object, row.start, row.end, row.confidence, row.stance, row.document, row.locator,
      row.date, row.reading, row.reason,
    ],
    evidence: [row.at],
  }));
}

function nesting(shared, sizeA, sizeB) {
  if (shared === sizeA && shared === sizeB) return "equal";
  if (shared === sizeA) return "a in b";
  return shared === sizeB ? "b in a" : "no";
}

/** Returns the rows of "member-overlap" on a day: pairs of mechanisms by members, or of countries by rooms. */
export function overlapRows(model, between, day) {
  const rooms = new Map();
  for (const column of model.payload.matrix.columns) {
    if (column.room && ["active", "dormant"].includes(statusOn(column, day))) rooms.set(column.id, column.scope);
  }
  const mechanisms = between === "mechanisms";
  const sets = new Map();
  for (const statement of model.payload.statements) {
    if (statement.seat !== "member" || !COUNTED.has(statement.confidence) || !rooms.has(statement.target)) continue;
    if (inForce(statement, day) !== YES) continue;
    const [set, member] = mechanisms ? [statement.target, statement.source] : [statement.source, statement.target];
    if (!sets.has(set)) sets.set(set, new Map());
    const members = sets.get(set);
    members.set(member, [...(members.get(member) ?? []), statement.id]);
  }
  const names = [...sets.keys()].sort(byText);
  const found = [];
  names.forEach((a, i) => {
    for (const b of names.slice(i + 1)) {
      const [inA, inB] = [sets.get(a), sets.get(b)];
      const both = [...inA.keys()].filter((member) => inB.has(member)).sort(byText);
      if (both.length === 0) continue;
      const shared = both.length;
      const union = inA.size + inB.size - shared;
      const about = new Set(both.flatMap((member) => [...inA.get(member), ...inB.get(member)]));
      found.push({
        last: mechanisms && [a, b].some((room) => rooms.get(room) === "global"),
        shared,
        cells: [
          a, b, inA.size, inB.size, shared, union, shared / union, shared / Math.min(inA.size, inB.size),
          shared / inA.size, shared / inB.size, nesting(shared, inA.size, inB.size), both,
        ],
        evidence: [...about].sort(byText).map((id) => model.places.get(id)),
      });
    }
  });
  found.sort((x, y) => Number(x.last) - Number(y.last) || y.shared - x.shared);
  return found.map(({ cells, evidence }) => ({ cells, evidence }));
}

/** Returns the rows of a computed answer (see COMPUTED in explorer/payload.py) in a language. */
export function computedRows(model, name, params, lang) {
  if (name === "why") return whyRows(model, params.node, lang);
  return overlapRows(model, params.between, model.payload.meta.as_of);
}
