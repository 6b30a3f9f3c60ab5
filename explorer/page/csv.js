// CSV that a spreadsheet opens rightly (BOM, CRLF) and that cannot run as a formula.

/** Returns one CSV field; text that a spreadsheet would take for a formula is led by an apostrophe. */
export function field(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const text = harmlessText(Array.isArray(value) ? value.join("; ") : String(value));
  return /[",;\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function harmlessText(text) {
  // A cell is a formula by its first sign, also behind blanks, a tab or a line feed; full-width signs count in Excel.
  return /^[\s\u0000]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}

/** Returns the CSV text of a head and rows, with BOM and CRLF. */
export function toCsv(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(field).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}

/** Returns the cells as lines of columns apart by tabs, as a spreadsheet takes them from the clipboard. */
export function toTabs(head, rows) {
  const cell = (value) => (typeof value === "number" ? field(value) : harmlessText(String(Array.isArray(value) ? value.join("; ") : (value ?? "")).replace(/[\t\r\n]+/g, " ")));
  return [head, ...rows].map((row) => row.map(cell).join("\t")).join("\r\n");
}
