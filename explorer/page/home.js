// The first question, "who sits in what?", answered in the page for any day out of the matrix.

import { NO_EVIDENCE, YES, counts, statusOn } from "./asof.js";

/** Returns the home answer's table on a day: one row per tie that holds, with the statements behind it. */
export function homeRows(matrix, computed, places) {
  const rows = [];
  for (const row of matrix.rows) {
    for (const column of matrix.columns) {
      const cell = computed.cells.get(`${row.id} ${column.id}`);
      if (cell.shown === null) continue;
      rows.push({
        cells: [
          row.id, column.id, cell.tie, counts(cell, column) && column.room, cell.shown.start ?? "",
          cell.shown.last_seen ?? "", cell.confidence,
        ],
        evidence: cell.statements.map((statement) => places.get(statement.id)),
        open: { form: "cell", row: row.id, column: column.id },
      });
    }
  }
  return rows;
}

/**
 * Returns the figures of the home sentence: seats, countries with one, who has most regional seats, unknown rooms.
 *
 * Only rooms that are active on `day` count, as in the question "country-seats": a dormant one has no seat to fill.
 */
export function homeFigures(matrix, computed, day) {
  const rooms = matrix.columns.filter((column) => column.room && statusOn(column, day) === "active");
  let seats = 0;
  const seated = new Set();
  const regional = new Map();
  for (const row of matrix.rows) {
    for (const column of rooms) {
      if (!counts(computed.cells.get(`${row.id} ${column.id}`), column)) continue;
      seats += 1;
      seated.add(row.id);
      if (column.scope === "regional") regional.set(row.id, (regional.get(row.id) ?? 0) + 1);
    }
  }
  const most = Math.max(0, ...regional.values());
  return {
    seats,
    countries: seated.size,
    rooms: rooms.filter((column) => computed.columns.get(column.id).count > 0).length,
    most,
    leaders: [...regional].filter(([, count]) => count === most).map(([id]) => id),
    unknown: rooms
      .filter((column) =>
        matrix.rows.every((row) => computed.cells.get(`${row.id} ${column.id}`).state !== YES) &&
        matrix.rows.some((row) => computed.cells.get(`${row.id} ${column.id}`).state === NO_EVIDENCE),
      )
      .map((column) => column.id),
  };
}
