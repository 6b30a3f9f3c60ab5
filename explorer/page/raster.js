// A picture as dots: PNG at twice its size, or at what the canvas of the browser can hold.

import { sizedPng } from "./zip.js";

const SCALE = 2;
const LONGEST = 16_000;
const MOST = 120_000_000;

/** Returns how many dots a picture gets for each of its own: 2, or less where a canvas would be too large. */
export function rasterScale(width, height) {
  const scale = Math.min(SCALE, LONGEST / width, LONGEST / height, Math.sqrt(MOST / (width * height)));
  return Math.floor(scale * 100) / 100;
}

async function blobOf(image, width, height, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const brush = canvas.getContext("2d");
  if (brush === null) return null;
  brush.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Returns a picture (see picture.js) as `{bytes, scale}`, the bytes of a PNG. */
export async function rasterOf({ text, width, height }) {
  const image = new Image();
  // An address of the page's own making: one of a blob would make the canvas unreadable in a page opened from a file.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  for (let scale = rasterScale(width, height); scale > 0.2; scale = Math.floor(scale * 70) / 100) {
    const blob = await blobOf(image, width, height, scale);
    if (blob !== null && blob.size > 0) return { bytes: sizedPng(new Uint8Array(await blob.arrayBuffer()), scale), scale };
  }
  throw new Error("canvas");
}
