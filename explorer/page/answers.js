// Answers that the page works out itself for any day, row by row as Python does (the files of queries/ by their names).
//
// Each gives `{rows, universe}`: the rows, and what was looked at, out of which the sentence is made (said.js).

import { NO_EVIDENCE, YES, statusOn } from "./asof.js";
import { COUNTED, absentFrom, byText, presenceOn, presentOn, roomsOn, seatedOn, seatsOn, undecidedOn } from "./rooms.js";

const OPEN = ["active", "dormant"];
const LOST = ["dormant", "ended"];

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

/** Returns "why" for a node: each piece of evidence on it, its statements and its dated values. */
export function whyAnswer(model, { node: id }, day, lang) {
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
  const rows = found.map((row) => ({
    cells: [
      row.subject, row.relation, row.object, row.start, row.end, row.confidence, row.stance, row.document, row.locator,
      row.date, row.reading, row.reason,
    ],
    evidence: [row.at],
  }));
  return { rows, universe: { things: new Set(found.map((row) => row.about).filter((thing) => thing !== id)).size } };
}

function nesting(shared, sizeA, sizeB) {
  if (shared === sizeA && shared === sizeB) return "equal";
  if (shared === sizeA) return "a in b";
  return shared === sizeB ? "b in a" : "no";
}

/** Returns "member-overlap" on a day: pairs of mechanisms by members, or of countries by rooms. */
export function overlapAnswer(model, { between }, day) {
  const rooms = new Map([...roomsOn(model, day)].filter(([, room]) => OPEN.includes(room.status)));
  const mechanisms = between === "mechanisms";
  const sets = new Map();
  const sat = new Set();
  for (const statement of model.payload.statements) {
    if (!seatedOn(statement, day)) continue;
    sat.add(statement.target);
    if (!rooms.has(statement.target)) continue;
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
        last: mechanisms && [a, b].some((room) => rooms.get(room).scope === "global"),
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
  const held = mechanisms ? names : [...new Set([...sets.values()].flatMap((members) => [...members.keys()]))];
  return {
    rows: found.map(({ cells, evidence }) => ({ cells, evidence })),
    universe: {
      sets: names,
      undecided: undecidedOn(model, day, rooms),
      worldwide: new Set(held.filter((room) => rooms.get(room)?.scope === "global")),
      unknown: [...rooms.values()].filter((room) => !room.whole && !sat.has(room.id)).map((room) => room.id),
    },
  };
}

/** Returns "country-seats" on a day: for each country the active regional rooms that it sits in. */
export function seatsAnswer(model, params, day) {
  const rooms = new Map([...roomsOn(model, day)].filter(([, room]) => room.scope === "regional" && room.status === "active"));
  const taken = new Set();
  const rows = [];
  for (const [country, held] of seatsOn(model, day)) {
    const inside = [...held.keys()].filter((room) => rooms.has(room)).sort(byText);
    if (inside.length === 0) continue;
    inside.forEach((room) => taken.add(room));
    rows.push({ cells: [country, inside.length, inside], evidence: placesOf(model, inside.flatMap((room) => held.get(room))) });
  }
  rows.sort((x, y) => y.cells[1] - x.cells[1] || byText(x.cells[0], y.cells[0]));
  const present = new Set(model.payload.statements.filter((statement) => presentOn(statement, day)).map((statement) => statement.target));
  const undecided = undecidedOn(model, day, rooms);
  const open = [...rooms.keys()].filter((room) => undecided.has(room) || !present.has(room));
  return {
    rows,
    universe: {
      rooms: [...taken],
      undecided: [...taken].filter((room) => undecided.has(room)),
      unknown: open.filter((room) => !taken.has(room)),
    },
  };
}

/** Returns "hosts-outside-forum" on a day: who is in one of the two and not, or not known to be, in the other. */
export function hostsAnswer(model, { response, forum }, day) {
  const sides = [response, forum].map((mechanism) => presenceOn(model, mechanism, day));
  const rows = [];
  for (const country of [...new Set(sides.flatMap((side) => [...side.keys()]))].sort(byText)) {
    const [a, b] = [response, forum].map((mechanism, at) => sides[at].get(country) ?? { state: absentFrom(model, mechanism, country), about: [] });
    if (a.state === b.state || (a.state !== YES && b.state !== YES)) continue;
    rows.push({ cells: [country, a.state, b.state], evidence: placesOf(model, [...a.about, ...b.about]) });
  }
  rows.sort((x, y) => byText(y.cells[1], x.cells[1]) || byText(x.cells[2], y.cells[2]));
  const inside = (side) => [...side].filter(([, { state }]) => state === YES).map(([country]) => country);
  const founded = (mechanism) => statusOf(model, mechanism, day) !== "not-yet";
  return {
    rows,
    universe: {
      unfounded: [...new Set([response, forum])].filter((mechanism) => !founded(mechanism)),
      response: inside(sides[0]),
      forum: inside(sides[1]),
    },
  };
}

function statusOf(model, mechanism, day) {
  const { columns, others } = model.payload.matrix;
  const column = [...columns, ...others].find((item) => item.id === mechanism);
  if (column !== undefined) return statusOn(column, day);
  const { start, end, status } = model.nodes.get(mechanism) ?? {};
  return statusOn({ first: start ? `${start}-01-01`.slice(0, 10) : "", last: end ? `${end}-12-31`.slice(0, 10) : "", statuses: [], status }, day);
}

/** Returns "orphaned-members" on a day: who sat in a forum that is dormant or ended (or in `forum`), and what is left. */
export function orphansAnswer(model, { forum }, day) {
  const rooms = roomsOn(model, day);
  const lost = forum === null ? [...rooms.values()].filter((room) => LOST.includes(room.status)).map((room) => room.id) : [forum];
  const left = [...rooms.values()].filter((room) => room.scope === "regional" && room.status === "active" && !lost.includes(room.id));
  const seats = seatsOn(model, day);
  const members = new Map();
  for (const room of lost) {
    for (const { source, id } of satIn(model, rooms.get(room), day)) {
      if (!members.has(source)) members.set(source, { lost: new Set(), about: [] });
      members.get(source).lost.add(room);
      members.get(source).about.push(id);
    }
  }
  const rows = [...members].map(([country, { lost: forums, about }]) => {
    const held = seats.get(country) ?? new Map();
    const kept = left.map((room) => room.id).filter((room) => held.has(room));
    return {
      cells: [country, [...forums].sort(byText), kept, kept.length],
      evidence: placesOf(model, [...about, ...kept.flatMap((room) => held.get(room))]),
    };
  });
  rows.sort((x, y) => x.cells[3] - y.cells[3] || byText(x.cells[0], y.cells[0]));
  return { rows, universe: { lost, unknown: left.filter((room) => !room.whole).map((room) => room.id) } };
}

// Who sat in a room when it fell, or sits there where it has not. Of one that fell, a seat whose start is unknown
// counts: nobody joins after it has ceased to meet.
function satIn(model, room, day) {
  const seats = model.incoming(room.id).filter((statement) => statement.seat === "member" && COUNTED.has(statement.confidence));
  if (!LOST.includes(room.status)) return seats.filter((statement) => seatedOn(statement, day));
  const fell = fellOn(model, room.id, day);
  return seats.filter(({ start, since, until }) => (start === undefined || since <= day) && (until === undefined || until >= fell));
}

// The first day on which a room is known not to be active any more, or the day asked for.
function fellOn(model, id, day) {
  const { columns, others } = model.payload.matrix;
  const { statuses } = [...columns, ...others].find((column) => column.id === id);
  let fell = day;
  for (const [since, text] of statuses.filter(([told]) => told <= day).reverse()) {
    if (text === "active") break;
    fell = since;
  }
  const { end } = model.nodes.get(id);
  const ended = end === undefined ? day : `${end}-01-01`.slice(0, 10);
  return ended < fell ? ended : fell;
}

function placesOf(model, ids) {
  return [...new Set(ids)].sort(byText).map((id) => model.places.get(id));
}

const COMPUTED = {
  "member-overlap": overlapAnswer,
  "country-seats": seatsAnswer,
  "hosts-outside-forum": hostsAnswer,
  "orphaned-members": orphansAnswer,
  why: whyAnswer,
};

/** Returns `{rows, universe}` of a question that the page answers itself, for its parameters and a day. */
export function computedAnswer(model, name, params, day, lang) {
  return COMPUTED[name](model, params, day, lang);
}
