/**
 * Speed and memory of the image cache: `npm run build && node bench/image-cache.mjs [images] [rows]`.
 * Writes NPY pictures of 96 x 96 bytes (20,000 by default) into a temporary folder, fills a cache with them in worker
 * threads, and reads it in a process of its own, in random order: the first epoch, which compares each image with its
 * CRC-32, and a second one. With `rows` above `images` (224,000 by default) further paths are hard links to the same files,
 * so that the tables have their full size and the disk does not. Removes what it has written.
 */
import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeNpy } from "../dist/data/formats/npy.js";
import { openImageCache } from "../dist/data/image-cache/image-cache.js";

const side = 96;
const elements = side * side;
const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;

/** What a worker makes: the module of the maker is this file. */
export async function createImageMaker() {
  const { decodeImageFile } = await import("../dist/data/formats/image-file.js");
  return async ([file]) => {
    const { samples } = await decodeImageFile(file.bytes, file.source);
    return Float32Array.from(samples.data, (value) => value / 255);
  };
}

const maker = { module: import.meta.url, data: null };
const filesOf = (folder, rows) =>
  Array.from({ length: rows }, (_, row) => ({
    name: `image ${row}`,
    paths: [join(folder, `${row % 500}`, `${row}.npy`)],
  }));
const openAt = (folder) =>
  openImageCache({ folder: join(folder, "cache"), settings: "bench", elements, quietMs: 0 });

async function write(images, rows) {
  const folder = mkdtempSync(join(tmpdir(), "image-cache-bench-"));
  try {
    const files = filesOf(folder, rows);
    for (let part = 0; part < 500; part++) mkdirSync(join(folder, `${part}`));
    const data = new Uint8Array(elements);
    for (let row = 0; row < rows; row++) {
      if (row >= images) {
        linkSync(files[row % images].paths[0], files[row].paths[0]);
        continue;
      }
      for (let index = 0; index < elements; index++) data[index] = (index * (row % 251) + row) >> 3;
      new DataView(data.buffer).setUint32(0, row);
      writeFileSync(files[row].paths[0], encodeNpy({ dtype: "uint8", shape: [side, side], data }));
    }
    const cache = openAt(folder);
    const distinct = files.slice(0, images);
    let start = performance.now();
    const { made } = await cache.fill(distinct, maker);
    let ms = performance.now() - start;
    console.log(
      `fill ${made} images, ${availableParallelism()} workers: ${(ms / 1000).toFixed(1)} s, ` +
        `${((1000 * ms) / made).toFixed(0)} us an image`,
    );
    if (rows > images) {
      start = performance.now();
      await cache.fill(files, maker);
      ms = performance.now() - start;
      console.log(`hash ${rows - images} further paths: ${(ms / 1000).toFixed(1)} s`);
    }
    cache.close();
    const args = [fileURLToPath(import.meta.url), "--read", folder, `${rows}`];
    spawnSync(process.execPath, args, { stdio: "inherit" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function read(folder, rows) {
  const files = filesOf(folder, rows);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let start = performance.now();
  const cache = openAt(folder);
  await cache.fill(files, maker);
  console.log(
    `open, ${rows} rows there: ${((performance.now() - start) / 1000).toFixed(1)} s, ` +
      `${megabytes(process.memoryUsage().rss - before)} more`,
  );
  const batch = new Float32Array(128 * elements);
  for (const epoch of [1, 2]) {
    start = performance.now();
    for (let step = 0; step < rows; step++) {
      // A stride that is prime to the number of rows visits each once, far apart.
      cache.read((step * 104_729) % rows, batch, (step % 128) * elements);
    }
    const us = (1000 * (performance.now() - start)) / rows;
    console.log(`epoch ${epoch}: ${us.toFixed(1)} us a row`);
  }
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(
    `memory: ${megabytes(process.memoryUsage().rss - before)} more than before, peak ${megabytes(peak)}`,
  );
  cache.close();
}

if (process.argv[2] === "--read") await read(process.argv[3], Number(process.argv[4]));
else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await write(Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? 224_000));
}
