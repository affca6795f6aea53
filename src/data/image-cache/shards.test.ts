import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { crc32 } from "../formats/crc32.js";
import type { Shards } from "./shards.js";
import { openShards } from "./shards.js";
import { createShardWriter } from "./shard-writer.js";

const elements = 5;
const keys = ["a", "b", "c", "d"].map((letter) => letter.repeat(64));
const imageOf = (index: number): Float32Array =>
  Float32Array.from({ length: elements }, (_, element) => 100 * index + element / 4);
const bytesOf = (index: number): Uint8Array => new Uint8Array(imageOf(index).buffer);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "shards-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A shard of all four images. */
const write = (): void => {
  const shards = openShards(folder, elements);
  for (const [index, key] of keys.entries()) {
    shards.append(key, bytesOf(index), crc32(bytesOf(index)));
  }
  shards.finish();
  shards.close();
};

const reopen = async (): Promise<{ shards: Shards; notices: string[] }> => {
  const shards = openShards(folder, elements);
  const notices: string[] = [];
  await shards.refresh(notices, true);
  return { shards, notices };
};

/** Which of the images are there; each that is there must be right. */
const there = ({ shards }: { shards: Shards }): number[] => {
  const found = keys.flatMap((key, index) => {
    const place = shards.find(key);
    if (place === undefined) return [];
    const out = new Float32Array(elements);
    shards.read(place, out, 0, true);
    expect(out).toEqual(imageOf(index));
    return [index];
  });
  shards.close();
  return found;
};

const pathOf = (ending: string): string => join(folder, `000001.${ending}`);
const flip = (path: string, at: number): void => {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  writeFileSync(path, bytes);
};

describe("openShards", () => {
  it("lays images out one after another, with an entry each", async () => {
    write();
    expect(readdirSync(folder)).toEqual(["000001.f32", "000001.keys", "000001.seal"]);
    const all = Buffer.concat(keys.map((_, index) => bytesOf(index)));
    expect(readFileSync(pathOf("f32"))).toEqual(all);
    const entry = readFileSync(pathOf("keys")).subarray(40, 80);
    expect(entry.toString("hex", 0, 32)).toBe(keys[1]);
    expect(entry.readUInt32LE(32)).toBe(crc32(bytesOf(1)));
    expect(entry.readUInt32LE(36)).toBe(crc32(entry.subarray(0, 36)));
    const opened = await reopen();
    expect(opened.notices).toEqual([]);
    expect(there(opened)).toEqual([0, 1, 2, 3]);
  });

  it("begins a new shard where one is full, and never writes to one of another", async () => {
    const first = createShardWriter(folder, 4 * elements, 2 * 4 * elements);
    const second = createShardWriter(folder, 4 * elements);
    const places = keys.map((key, index) => {
      const writer = index === 1 ? second : first;
      return writer.append(key, bytesOf(index), crc32(bytesOf(index)));
    });
    expect(places).toEqual([
      { shard: 1, record: 0 },
      { shard: 2, record: 0 },
      { shard: 1, record: 1 },
      { shard: 3, record: 0 },
    ]);
    first.finish();
    second.finish();
    expect(there(await reopen())).toEqual([0, 1, 2, 3]);
  });

  it("sees what another has added meanwhile, and may be read while it is added to", async () => {
    const writer = createShardWriter(folder, 4 * elements);
    const { shards } = await reopen();
    for (const [index, key] of keys.entries()) {
      expect(shards.find(key)).toBe(undefined);
      writer.append(key, bytesOf(index), crc32(bytesOf(index)));
      await shards.refresh([], false);
      expect(shards.find(key)).toBe(2 ** 26 + index);
    }
    writer.finish();
    await shards.refresh([], false);
    expect(there({ shards })).toEqual([0, 1, 2, 3]);
  });

  it.each(["f32", "keys"])("shows no wrong image where %s ends at any byte", async (ending) => {
    write();
    const whole = { f32: readFileSync(pathOf("f32")), keys: readFileSync(pathOf("keys")) };
    const record = ending === "f32" ? 4 * elements : 40;
    for (const sealed of [true, false]) {
      for (let length = whole[ending as "f32"].length - 1; length >= 0; length--) {
        writeFileSync(pathOf("f32"), whole.f32);
        writeFileSync(pathOf("keys"), whole.keys);
        if (!sealed) rmSync(pathOf("seal"), { force: true });
        truncateSync(pathOf(ending), length);
        const opened = await reopen();
        const left = Math.floor(length / record);
        const lost = keys.length - left;
        const words = {
          f32: `${lost} of 4 images damaged`,
          // The seal knows how many there were; an interruption leaves none.
          keys: `${lost} images lost`,
        }[ending];
        const isTold = ending === "f32" || (sealed && length === whole.keys.length - 1);
        if (isTold) {
          expect(opened.notices).toEqual([
            `image cache, shard 1: ${words}; those that are needed are made again`,
          ]);
        }
        expect(there(opened), `${length}`).toEqual([0, 1, 2, 3].slice(0, left));
        const again = await reopen();
        expect(again.notices).toEqual([]);
        expect(there(again), `${length}`).toEqual([0, 1, 2, 3].slice(0, left));
      }
    }
  });

  it("finds any byte that has changed, and uses the other images", async () => {
    const rng = createRng("flipped bytes");
    for (let round = 0; round < 40; round++) {
      rmSync(folder, { recursive: true });
      write();
      const ending = ["f32", "keys"][rng.integer(2)] ?? "";
      const record = ending === "f32" ? 4 * elements : 40;
      const at = rng.integer(4 * record);
      flip(pathOf(ending), at);
      const opened = await reopen();
      expect(opened.notices).toEqual([
        "image cache, shard 1: 1 of 4 images damaged; those that are needed are made again",
      ]);
      const bad = Math.floor(at / record);
      expect(there(opened)).toEqual([0, 1, 2, 3].filter((index) => index !== bad));
      // Told once, and not forgotten.
      const again = await reopen();
      expect(again.notices).toEqual([]);
      expect(there(again)).toEqual([0, 1, 2, 3].filter((index) => index !== bad));
    }
  });

  it("survives a shard without images, without entries, and a seal of nonsense", async () => {
    write();
    rmSync(pathOf("f32"));
    writeFileSync(join(folder, "000002.f32"), "no entries");
    writeFileSync(join(folder, "000002.seal"), "{}");
    writeFileSync(pathOf("seal"), "\0");
    const opened = await reopen();
    expect(opened.notices).toEqual([]);
    expect(there(opened)).toEqual([]);
  });

  it("checks a shard that was touched once, and then trusts it again", async () => {
    write();
    utimesSync(pathOf("f32"), 1, 1);
    const before = readFileSync(pathOf("seal"), "utf8");
    there(await reopen());
    const after = readFileSync(pathOf("seal"), "utf8");
    expect(after).not.toBe(before);
    there(await reopen());
    expect(readFileSync(pathOf("seal"), "utf8")).toBe(after);
  });

  it("compares an image when it is read, and not where it is told not to", async () => {
    write();
    const { shards } = await reopen();
    flip(pathOf("f32"), 4 * elements);
    const out = new Float32Array(elements);
    const place = shards.find(keys[1] ?? "") ?? NaN;
    shards.read(place, out, 0, false);
    expect(out).not.toEqual(imageOf(1));
    expect(() => shards.read(place, out, 0, true)).toThrow(
      `${pathOf("f32")}: an image of the cache is damaged (record 1). ` +
        "Run again: it is found and made anew. If this comes back, check the disk.",
    );
    expect(shards.find(keys[1] ?? "")).toBe(undefined);
    expect(existsSync(pathOf("seal"))).toBe(false);
    shards.close();
    expect((await reopen()).notices).toEqual([
      "image cache, shard 1: 1 of 4 images damaged; those that are needed are made again",
    ]);
  });

  it("says that a shard has gone or is cut off while it is open", async () => {
    write();
    const { shards } = await reopen();
    const out = new Float32Array(elements);
    truncateSync(pathOf("f32"), 4 * elements + 3);
    const read = (index: number) => () =>
      shards.read(shards.find(keys[index] ?? "") ?? NaN, out, 0, false);
    expect(read(0)).not.toThrow();
    expect(read(1)).toThrow(`${pathOf("f32")}: an image of the cache is damaged (record 1). `);
    shards.close();
    rmSync(pathOf("f32"));
    expect(read(0)).toThrow(
      `${pathOf("f32")}: the image cache cannot be read or written: got ENOENT. ` +
        "Check the path of the folder, and the disk.",
    );
  });
});
