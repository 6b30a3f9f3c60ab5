// The payload, read back from its short form (explorer/pack.py), with its indexes: who is who, which statements touch a
// node, what is said about each.

import { computedAnswer } from "./answers.js";
import { answerFor, valuesOf } from "./params.js";

/** Returns the text of a payload out of its compressed form: gzip in base64. */
export async function inflated(text) {
  const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

// "note.en" is the English text of "note".
function put(row, name, value) {
  const dot = name.lastIndexOf(".");
  if (dot < 0) row[name] = value;
  else (row[name.slice(0, dot)] ??= {})[name.slice(dot + 1)] = value;
}

function decoder(code, nodes) {
  const of = (words) => (cell) => (cell === 0 ? null : Array.isArray(cell) ? cell.map((item) => words[item - 1]) : words[cell - 1]);
  if (Array.isArray(code)) return of(code);
  if (code === "node") return of(nodes);
  return code === "text" ? (cell) => (cell === 0 ? null : cell) : (cell) => cell;
}

/** Returns the rows of a packed table as objects; `nodes` are the ids that the places of nodes stand for. */
export function tableRows({ columns, rows }, nodes = []) {
  const read = columns.map(([name, code]) => [name, decoder(code, nodes)]);
  return rows.map((cells) => {
    const row = {};
    cells.forEach((cell, at) => {
      const [name, decode] = read[at];
      const value = decode(cell);
      if (value !== null) put(row, name, value);
    });
    return row;
  });
}

function minted(row, first) {
  if (typeof row.id !== "string") row.id = `${first}/${row.id ?? 1}`;
  return row;
}

/** Returns the last day of a date, however coarse. */
export function lastDay(date) {
  if (date.length === 4) return `${date}-12-31`;
  if (date.length === 10) return date;
  const [year, month] = date.split("-").map(Number);
  return `${date}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`;
}

function statementOf(row) {
  if (row.start !== undefined) row.since ??= `${row.start}-01-01`.slice(0, 10);
  if (row.end !== undefined) row.until ??= lastDay(row.end);
  const name = row.relation.toLowerCase().replaceAll("_", "-");
  return minted(row, [name, row.source, row.target, ...(row.role === undefined ? [] : [row.role])].join("/"));
}

function drawingOut(drawing, ids) {
  const named = (places) => places?.map((place) => ids[place]);
  return { ...drawing, columns: drawing.columns.map((column) => ({ ...column, nodes: named(column.nodes), rest: named(column.rest) })) };
}

function questionOut(question, ids) {
  const width = question.columns.length;
  const rows = tableRows(question.rows, ids).map((row) => ({
    cells: Array.from({ length: width }, (_, at) => row[at] ?? null),
    evidence: row.evidence,
  }));
  const chosen = ([first, number]) => (Array.isArray(first) ? first.map((place) => rows[place]) : rows.slice(first, first + number));
  const answers = question.answers.map((answer) => ({
    ...answer,
    networks: answer.networks.map((drawing) => drawingOut(drawing, ids)),
    ...(answer.rows === undefined ? {} : { rows: chosen(answer.rows) }),
  }));
  const parameters = question.parameters.map(({ name, values, nodes }) => ({
    name, values: values ?? nodes.map((place) => (place === 0 ? null : ids[place - 1])),
  }));
  return { ...question, parameters, rows: undefined, answers };
}

/** Returns the payload as explorer/payload.py describes it, out of its short form. */
export function unpacked(packed) {
  const nodes = tableRows(packed.nodes);
  const ids = nodes.map((node) => node.id);
  const statements = tableRows(packed.statements, ids).map(statementOf);
  const observations = tableRows(packed.observations, ids).map((row) =>
    minted(row, `${row.measure}/${row.node}/${row.start ?? "undated"}`),
  );
  const pieces = tableRows(packed.evidence, ids);
  const abouts = [...statements.keys(), ...observations.map((item) => item.id), ...ids];
  let read = 0;
  packed.evidence.counts.forEach((count, place) => {
    for (const end = read + count; read < end; read += 1) pieces[read].about = abouts[place];
  });
  const { network } = packed;
  return {
    ...packed,
    nodes,
    statements,
    observations,
    evidence: pieces,
    questions: packed.questions.map((question) => questionOut(question, ids)),
    network: {
      ...network,
      home: network.home === null ? null : drawingOut(network.home, ids),
      money: new Map(network.money.map(([place, drawing]) => [ids[place], drawingOut(drawing, ids)])),
    },
  };
}

// How many computed answers are kept: a slider passes many days.
const KEPT = 60;

function group(list, keyOf) {
  const found = new Map();
  for (const item of list) {
    const key = keyOf(item);
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(item);
  }
  return found;
}

/** Returns the indexes over a payload (see explorer/payload.py for its shape). */
export function indexed(payload) {
  const nodes = new Map(payload.nodes.map((node) => [node.id, node]));
  const sources = new Map(payload.nodes.filter((node) => node.kind === "Source").map((node) => [node.id, node]));
  const statements = new Map(payload.statements.map((statement) => [statement.id, statement]));
  const outgoing = group(payload.statements, (statement) => statement.source);
  const incoming = group(payload.statements, (statement) => statement.target);
  const model = {
    payload,
    nodes,
    sources,
    statements,
    outgoing: (id) => outgoing.get(id) ?? [],
    incoming: (id) => incoming.get(id) ?? [],
    evidence: lookup(group(payload.evidence, (item) => (typeof item.about === "number" ? payload.statements[item.about].id : item.about))),
    observations: lookup(group(payload.observations, (item) => item.node)),
    questions: new Map(payload.questions.map((question) => [question.name, question])),
    places: new Map(payload.statements.map((statement, place) => [statement.id, place])),
    columns: new Map(payload.matrix.columns.map((column) => [column.id, column])),
    rows: new Map(payload.matrix.rows.map((row) => [row.id, row])),
  };
  const kept = new Map();
  const computed = (question, params, day, lang) => {
    const key = JSON.stringify([question.name, params, day, lang]);
    if (kept.size > KEPT) kept.clear();
    if (!kept.has(key)) kept.set(key, computedAnswer(model, question.name, params, day, lang));
    return kept.get(key);
  };
  /**
   * Returns the answer to a question for what is chosen (see params.js), or null, with its columns and the day it is for.
   *
   * What the page computes is for the day given (`follows`), and drawn where Python drew it; the rest is for that of the page.
   */
  model.answer = (name, chosen, lang, day) => {
    const question = model.questions.get(name);
    if (question === undefined) return null;
    const { columns, timeless = false } = question;
    const { as_of } = payload.meta;
    const params = valuesOf(question, chosen);
    const ready = answerFor(question, params);
    if (question.computed !== true) return { ...(ready ?? question.answers[0]), columns, as_of, follows: false };
    const on = timeless ? as_of : day;
    const networks = on === as_of ? (ready?.networks ?? []) : [];
    return { params: given(params), columns, as_of: on, follows: !timeless, networks, ...computed(question, params, on, lang) };
  };
  return model;
}

function given(params) {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
}

function lookup(map) {
  return (key) => map.get(key) ?? [];
}

/** Returns what a hash may name on this page (for state.parseHash). */
export function knownOf(model) {
  const { meta, kinds } = model.payload;
  return {
    questions: model.questions,
    rows: (name, chosen, day) => model.answer(name, chosen, "en", day)?.rows.length ?? 0,
    nodes: new Set(model.nodes.keys()),
    statements: new Set(model.statements.keys()),
    columns: new Set(model.columns.keys()),
    kinds: new Set(Object.keys(kinds)),
    asOf: meta.as_of,
    first: meta.first,
  };
}

/** Returns the ids of nodes an answer speaks of, out of its id columns and its parameters. */
export function focusOf(model, answer) {
  const found = new Set();
  const add = (value) => {
    if (Array.isArray(value)) value.forEach(add);
    else if (typeof value === "string" && model.nodes.has(value)) found.add(value);
  };
  if (answer === null) return found;
  Object.values(answer.params).forEach(add);
  for (const row of answer.rows) row.cells.forEach(add);
  return found;
}
