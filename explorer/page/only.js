// The rows of an answer that name all of the chosen nodes: "Only: Colombia (3 of 41 rows)".

// Of these kinds a reader picks rows; documents and events would make the list long and say little.
const PICKED = ["Country", "Mechanism", "Theme", "Agency", "Project", "Instrument", "PopulationGroup", "Corridor"];

function named(row) {
  return new Set(row.cells.flat());
}

/** Returns the rows that name all the nodes, each with the place it has in the whole answer (`open`). */
export function rowsWith(rows, nodes) {
  if (nodes.length === 0) return rows;
  return rows.flatMap((row, place) => {
    const inside = named(row);
    return nodes.every((id) => inside.has(id)) ? [{ ...row, open: row.open ?? { form: "row", place } }] : [];
  });
}

/**
 * Returns the nodes to pick rows by, as `[{kind, ids}]`: those that some of the rows name and some do not.
 *
 * `kindOf(id)` is the kind of a node, undefined for what is none; kinds come in the order of a reader's interest.
 */
export function pickable(rows, kindOf) {
  const counts = new Map();
  for (const row of rows) {
    for (const item of named(row)) if (typeof item === "string") counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  const groups = new Map();
  for (const [id, count] of counts) {
    const kind = kindOf(id);
    if (count === rows.length || !PICKED.includes(kind)) continue;
    if (!groups.has(kind)) groups.set(kind, []);
    groups.get(kind).push(id);
  }
  return PICKED.filter((kind) => groups.has(kind)).map((kind) => ({ kind, ids: groups.get(kind) }));
}
