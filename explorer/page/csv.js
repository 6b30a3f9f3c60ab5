// CSV that a spreadsheet opens rightly (BOM, CRLF) and that cannot run as a formula.

/** Returns one CSV field; text that a spreadsheet would take for a formula is led by an apostrophe. */
export function field(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  let text = Array.isArray(value) ? value.join("; ") : String(value);
  // A cell is a formula by its first sign, also behind blanks, a tab or a line feed; full-width signs count in Excel.
  if (/^[\s\u0000]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]/u.test(text) || /^[\t\r\n]/.test(text)) text = `'${text}`;
  return /[",;\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Returns the CSV text of a head and rows, with BOM and CRLF. */
export function toCsv(head, rows) {
  const lines = [head, ...rows].map((row) => row.map(field).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}
