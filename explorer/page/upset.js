// The exact combinations of mechanisms that countries sit in: the rows of an UpSet chart.

import { counts } from "./asof.js";

/**
 * Returns one row per combination of `columns` that occurs: `{key, inside, countries, open}`.
 *
 * `inside` holds the ids of the columns, `countries` the ids of the rows that are in exactly these, `open` those of them
 * for which some other column has no evidence (they may belong one row further). Largest first; "in none" is last.
 */
export function combinations(rows, columns, cells) {
  const groups = new Map();
  for (const row of rows) {
    const inside = [];
    let open = false;
    for (const column of columns) {
      const cell = cells.get(`${row.id} ${column.id}`);
      if (counts(cell, column)) inside.push(column.id);
      else if (cell.open) open = true;
    }
    const key = inside.join(" ");
    if (!groups.has(key)) groups.set(key, { key, inside, countries: [], open: new Set() });
    const group = groups.get(key);
    group.countries.push(row.id);
    if (open) group.open.add(row.id);
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(a.inside.length === 0) - Number(b.inside.length === 0) ||
      b.countries.length - a.countries.length ||
      b.inside.length - a.inside.length ||
      (a.key < b.key ? -1 : 1),
  );
}

/** Returns the pairs of columns with their shared countries and Jaccard index, most shared first. */
export function pairs(rows, columns, cells) {
  const members = new Map(
    columns.map((column) => [
      column.id,
      rows.filter((row) => counts(cells.get(`${row.id} ${column.id}`), column)).map((row) => row.id),
    ]),
  );
  const found = [];
  for (let i = 0; i < columns.length; i += 1) {
    for (let j = i + 1; j < columns.length; j += 1) {
      const a = members.get(columns[i].id);
      const b = members.get(columns[j].id);
      const inB = new Set(b);
      const shared = a.filter((id) => inB.has(id));
      const union = a.length + b.length - shared.length;
      found.push({
        a: columns[i].id, b: columns[j].id, aSize: a.length, bSize: b.length, shared,
        jaccard: union === 0 ? 0 : shared.length / union,
      });
    }
  }
  return found.sort((x, y) => y.shared.length - x.shared.length || y.jaccard - x.jaccard);
}
