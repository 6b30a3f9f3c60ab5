// Sorting of table cells: numbers as numbers, text as people read it, unknown always last.

function emptyCell(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** Returns a comparison of two cell values in a language: numbers by size, booleans, lists by length, text by its letters. */
export function comparer(lang) {
  const collator = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });
  return (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
    if (Array.isArray(a) && Array.isArray(b)) return a.length - b.length || collator.compare(a.join(), b.join());
    return collator.compare(String(a), String(b));
  };
}

/** Returns the positions of `rows` in sorted order; `value(row)` gives the cell; ties keep their order. */
export function sortedPlaces(rows, value, direction, lang) {
  const compare = comparer(lang);
  const sign = direction === "descending" ? -1 : 1;
  return rows
    .map((row, place) => ({ place, cell: value(row) }))
    .sort((a, b) => {
      const emptyA = emptyCell(a.cell);
      const emptyB = emptyCell(b.cell);
      if (emptyA || emptyB) return Number(emptyA) - Number(emptyB) || a.place - b.place;
      return sign * compare(a.cell, b.cell) || a.place - b.place;
    })
    .map(({ place }) => place);
}
