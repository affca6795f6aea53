import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { plainChunks } from "./plain-chunks.js";

const folder = mkdtempSync(join(tmpdir(), "plain-chunks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = async (name: string, bytes: Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const found: Buffer[] = [];
  for await (const chunk of plainChunks(path, name)) found.push(Buffer.from(chunk));
  return Buffer.concat(found);
};
const text = Buffer.from("a,b\n1,2\n".repeat(300_000));

describe("plainChunks", () => {
  it("gives plain files as they are, and .gz unpacked, several members too", async () => {
    expect((await read("t.csv", text)).equals(text)).toBe(true);
    expect((await read("t.csv.gz", gzipSync(text))).equals(text)).toBe(true);
    const members = Buffer.concat([gzipSync(text), gzipSync(text)]);
    expect((await read("u.csv.gz", members)).length).toBe(2 * text.length);
  });

  it("stops early without an error", async () => {
    const path = join(folder, "v.csv.gz");
    writeFileSync(path, gzipSync(text));
    let chunks = 0;
    for await (const chunk of plainChunks(path, "v")) {
      chunks += chunk.length > 0 ? 1 : 0;
      break;
    }
    expect(chunks).toBe(1);
  });

  it("refuses a small file that would fill memory", async () => {
    // 2^20 bytes pack to about 1 KiB; members unpack one after another.
    const member = gzipSync(Buffer.alloc(2 ** 20, "a,b\n"));
    const path = join(folder, "bomb.csv.gz");
    writeFileSync(path, Buffer.concat(Array.from({ length: 300 }, () => member)));
    const drain = async () => {
      for await (const chunk of plainChunks(path, "bomb.csv.gz"))
        expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(drain()).rejects.toThrow(
      /^bomb\.csv\.gz: gzip stream is beyond what a table packs to: expected at most 200 times its \d+ bytes\./,
    );
  });

  it("refuses what is no gzip, is cut off, or is not there", async () => {
    await expect(read("x.gz", Buffer.from("id,sex\n"))).rejects.toThrow(
      "x.gz: damaged or truncated gzip stream (reason incorrect header check)",
    );
    const packed = gzipSync(text);
    await expect(read("y.gz", packed.subarray(0, packed.length - 9))).rejects.toThrow(
      "y.gz: damaged or truncated gzip stream (reason unexpected end of file)",
    );
    await expect(plainChunks(join(folder, "z.gz"), "z").next()).rejects.toThrow(/no such file/);
  });
});
