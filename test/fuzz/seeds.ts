import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, deflateSync, gzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { zipSync } from "fflate";
import { crc32 } from "../../src/data/formats/crc32.js";
import { readZipMembers } from "../../src/data/formats/zip-directory.js";
import type { Seed } from "./mutate.js";

/** No checksum is set right and nothing is packed twice for speed: level 1. */
const level = 1;

/** The files of a fixture folder whose names end so, in the order of their names. */
export function fixtureSeeds(fixtures: string, folder: string, ...endings: string[]): Seed[] {
  return readdirSync(join(fixtures, folder))
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => ({ name, bytes: fixture(fixtures, `${folder}/${name}`) }));
}

export function fixture(fixtures: string, path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(fixtures, path)));
}

/** The same seeds, packed by gzip after they were changed. */
export function gzipped(seeds: readonly Seed[]): Seed[] {
  return seeds.map(({ name, bytes }) => ({
    name: `${name}, gzip`,
    bytes,
    seal: (mutated) => gzipSync(mutated, { level }),
  }));
}

/**
 * Each member of an archive, changed on its own, in an archive whose sizes and CRC-32 are right again.
 * @param packing 0 for members as they are.
 */
export function rezipped(seeds: readonly Seed[], packing: 0 | 1 = level): Seed[] {
  return seeds.flatMap(({ name, bytes }) => {
    const members = readZipMembers(bytes, name).map(
      (member) => [member.name, member.bytes] as const,
    );
    return members.map(([changed, content]) => ({
      name: `${name}, ${changed}`,
      bytes: content,
      seal: (mutated: Uint8Array) =>
        zipSync({ ...Object.fromEntries(members), [changed]: mutated }, { level: packing }),
    }));
  });
}

interface Chunk {
  readonly type: string;
  /** Length, name, data and CRC-32. */
  readonly start: number;
  readonly end: number;
}

/** PNG with the CRC-32 of each chunk set right, as far as chunks can be told. */
export function withRightCrcs(bytes: Uint8Array): Uint8Array {
  const sealed = bytes.slice();
  const view = new DataView(sealed.buffer);
  for (const { start, end } of chunksOf(sealed)) {
    view.setUint32(end - 4, crc32(sealed.subarray(start + 4, end - 4)));
  }
  return sealed;
}

/** A PNG of which the rows are changed, filters included, before they are deflated. */
export function pngRows({ name, bytes }: Seed): Seed[] {
  const chunks = chunksOf(bytes);
  const data = chunks.filter(({ type }) => type === "IDAT");
  const [first, last] = [data[0], data.at(-1)];
  if (first === undefined || last === undefined) return [];
  let rows: Uint8Array;
  try {
    rows = inflateSync(
      Buffer.concat(data.map(({ start, end }) => bytes.subarray(start + 8, end - 4))),
    );
  } catch {
    return [];
  }
  const [before, after] = [bytes.subarray(0, first.start), bytes.subarray(last.end)];
  const seal = (mutated: Uint8Array): Uint8Array => {
    const packed = deflateSync(mutated, { level });
    const chunk = Buffer.concat([
      new Uint8Array(4),
      Buffer.from("IDAT"),
      packed,
      new Uint8Array(4),
    ]);
    chunk.writeUInt32BE(packed.length);
    return withRightCrcs(new Uint8Array(Buffer.concat([before, chunk, after])));
  };
  return [{ name: `${name}, rows`, bytes: new Uint8Array(rows), seal }];
}

/** Chunks up to the first that is cut off. */
function chunksOf(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let start = 8; start + 12 <= bytes.length;) {
    const end = start + 12 + view.getUint32(start);
    if (end > bytes.length) break;
    chunks.push({ type: String.fromCharCode(...bytes.subarray(start + 4, start + 8)), start, end });
    start = end;
  }
  return chunks;
}

/** A deflated DICOM file whose data set is changed before it is deflated. */
export function deflatedDataSet(bytes: Uint8Array): Seed {
  // Preamble, DICM, and the element with the length of the rest of the meta group.
  const lengthEnd = 128 + 4 + 12;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = lengthEnd + view.getUint32(lengthEnd - 4, true);
  return {
    name: "deflated data set",
    bytes: new Uint8Array(inflateRawSync(bytes.subarray(start))),
    seal: (mutated) =>
      new Uint8Array(Buffer.concat([bytes.subarray(0, start), deflateRawSync(mutated, { level })])),
  };
}
