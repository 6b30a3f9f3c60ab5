// The payload with its indexes: who is who, which statements touch a node, what is said about each.

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
  const sources = new Map(payload.sources.map((source) => [source.id, source]));
  const statements = new Map(payload.statements.map((statement) => [statement.id, statement]));
  const outgoing = group(payload.statements, (statement) => statement.source);
  const incoming = group(payload.statements, (statement) => statement.target);
  return {
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
}

function lookup(map) {
  return (key) => map.get(key) ?? [];
}

/** Returns what a hash may name on this page (for state.parseHash). */
export function knownOf(model, tab) {
  const { meta, kinds } = model.payload;
  return {
    questions: new Map(
      [...model.questions.values()].map((question) => [
        question.name, question.answers.map((answer) => answer.rows.length),
      ]),
    ),
    nodes: new Set(model.nodes.keys()),
    statements: new Set(model.statements.keys()),
    columns: new Set(model.columns.keys()),
    kinds: new Set(Object.keys(kinds)),
    asOf: meta.as_of,
    first: meta.first,
    tab,
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

/** Returns a drawing with its boxes and lines written out: ends, ids and groups stand with statements and nodes. */
export function writtenOut(model, drawing) {
  const { statements } = model.payload;
  return {
    ...drawing,
    nodes: drawing.nodes.map(([id, x, y, column]) => ({ id, x, y, column, group: model.nodes.get(id)?.kind })),
    edges: drawing.edges.map(([at, type, roundness]) => ({
      id: `s${at}`,
      at,
      from: statements[at].source,
      to: statements[at].target,
      smooth: type === undefined ? undefined : { enabled: true, type, roundness },
    })),
  };
}
