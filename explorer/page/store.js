// What a store gives, taken into the model; what the page left out, in words.

function listed(map, key, item) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(item);
}

// The lists of a model that only grow: what it had, then what came.
function growing(model) {
  if (model.came !== undefined) return model.came;
  const came = { outgoing: new Map(), incoming: new Map(), evidence: new Map(), observations: new Map() };
  for (const [name, more] of Object.entries(came)) {
    const had = model[name];
    model[name] = (key) => (more.has(key) ? [...had(key), ...more.get(key)] : had(key));
  }
  model.came = came;
  return came;
}

/** Takes the name of a node into the model, where it is not known there. */
export function adopted(model, known, { id, kind, name, stub }) {
  if (model.nodes.has(id) || typeof id !== "string") return;
  model.nodes.set(id, { id, kind, name, stub });
  known.nodes.add(id);
}

/** Takes nodes, statements, observations and evidence of a store into the model; what it has stays as it is. */
export function grown(model, known, part) {
  const came = growing(model);
  const { statements } = model.payload;
  for (const node of part.nodes) {
    const there = model.nodes.get(node.id);
    if (there === undefined || there.stub === true) {
      model.nodes.set(node.id, node);
      known.nodes.add(node.id);
    }
    if (node.kind === "Source" && !model.sources.has(node.id)) model.sources.set(node.id, node);
  }
  const fresh = new Set();
  for (const statement of part.statements) {
    if (model.statements.has(statement.id)) continue;
    fresh.add(statement.id);
    model.places.set(statement.id, statements.length);
    statements.push(statement);
    model.statements.set(statement.id, statement);
    known.statements.add(statement.id);
    listed(came.outgoing, statement.source, statement);
    listed(came.incoming, statement.target, statement);
  }
  for (const item of part.observations) {
    if (model.observations(item.node).some((other) => other.id === item.id)) continue;
    fresh.add(item.id);
    listed(came.observations, item.node, item);
  }
  const bare = new Set(part.nodes.map((node) => node.id).filter((id) => model.evidence(id).length === 0));
  for (const piece of part.evidence) if (fresh.has(piece.about) || bare.has(piece.about)) listed(came.evidence, piece.about, piece);
}

/** Returns whether what a view shows may lack something that was left out: the matrix lacks no country or mechanism. */
export function touches(leftOut, tab) {
  if (!["matrix", "overlaps"].includes(tab)) return true;
  return ["Mechanism", "Country"].some((kind) => leftOut.kinds[kind] !== undefined);
}

/** Returns in words how much the page carries, and what it left out. */
export function leftOver(ctx, leftOut) {
  const [nodes, statements] = [leftOut.nodes, leftOut.statements];
  const { kinds } = ctx.model.payload;
  const missing = Object.entries(leftOut.kinds).map(([kind, [here, all]]) => {
    const n = all - here;
    const word = n === 1 ? ctx.pick(kinds[kind]) : ctx.pick(kinds[kind]?.plural) || kind;
    return `${ctx.number(n)} ${word.toLowerCase()}`;
  });
  const rest = statements[1] - statements[0];
  if (rest > 0) missing.push(ctx.t("left.statements", { n: rest, k: ctx.number(rest) }));
  const pieces = leftOut.evidence[1] - leftOut.evidence[0];
  if (pieces > 0) missing.push(ctx.t("left.evidence", { n: pieces, k: ctx.number(pieces) }));
  return ctx.t("left.line", {
    k: ctx.number(nodes[0]), n: ctx.number(nodes[1]), s: ctx.number(statements[0]), m: ctx.number(statements[1]),
    missing: missing.length > 0 ? ctx.list(missing) : "0",
  });
}
