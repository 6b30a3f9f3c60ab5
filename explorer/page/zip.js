// A zip archive without compression: what is in it is mostly compressed already, and the same files give the same bytes.

const UTF8_NAMES = 0x0800;
const VERSION = 20;

let crcs = null;

function crcTable() {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });
}

/** Returns the CRC-32 of bytes, as zip and PNG want it. */
export function crc32(bytes) {
  crcs ??= crcTable();
  let rest = 0xffffffff;
  for (const byte of bytes) rest = crcs[(rest ^ byte) & 0xff] ^ (rest >>> 8);
  return (rest ^ 0xffffffff) >>> 0;
}

/** Returns the day of a date as DOS writes it; zip knows no day before 1980. */
export function dosDate(day) {
  const [year, month, date] = day.split("-").map(Number);
  if (!(year >= 1980)) return (1 << 5) | 1;
  return (Math.min(year - 1980, 127) << 9) | (month << 5) | date;
}

function zipHeader(signature, fields) {
  const bytes = new Uint8Array(4 + fields.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  let at = 4;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

function zipFields(file, date) {
  const size = file.bytes.length;
  // Version, flags, stored, time, date, checksum, size, size, length of the name, nothing extra.
  return [[2, VERSION], [2, UTF8_NAMES], [2, 0], [2, 0], [2, date], [4, file.crc], [4, size], [4, size], [2, file.name.length], [2, 0]];
}

/**
 * Returns a zip archive as bytes: `files` are `{name, content}`, content text or bytes; all stand in one `folder` and
 * bear one `day`. Names are ours, not the data's: a name that could leave the folder is an error.
 */
export function zipped(folder, files, day) {
  const encoder = new TextEncoder();
  const date = dosDate(day);
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, content } of files) {
    if (!/^[a-z0-9][\w.-]*(\/[a-z0-9][\w.-]*)*$/i.test(name) || name.includes("..")) throw new Error(`not a name for a file in a zip: ${name}`);
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    const file = { name: encoder.encode(`${folder}/${name}`), bytes, crc: crc32(bytes) };
    const head = zipHeader(0x04034b50, zipFields(file, date));
    parts.push(head, file.name, bytes);
    directory.push(zipHeader(0x02014b50, [[2, VERSION], ...zipFields(file, date), [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), file.name);
    offset += head.length + file.name.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = zipHeader(0x06054b50, [[2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]]);
  return joined([...parts, ...directory, end]);
}

/** Returns pieces of bytes as one. */
export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Returns a PNG that says how large it is on paper: `scale` dots for each of 96 to the inch. */
export function sizedPng(bytes, scale) {
  const perMetre = Math.round((scale * 96) / 0.0254);
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set(new TextEncoder().encode("pHYs"), 4);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  chunk[16] = 1;
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  // After the signature and the first chunk, which are 33 bytes in every PNG.
  return joined([bytes.subarray(0, 33), chunk, bytes.subarray(33)]);
}
