import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { byteSource } from "../byte-source.js";
import { decodeNpz } from "../npz.js";
import { openNpy } from "./stream.js";
import { readNpyWords } from "./words.js";
import { readZipMembers } from "../zip-directory.js";

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../../fixtures/npy/${name}`, import.meta.url)));

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  if (bytes.length > 0) yield bytes;
}
const read = async (bytes: Uint8Array) =>
  readNpyWords(await openNpy(byteSource(once(bytes), "ids.npy", bytes.length)));
const member = (archive: string) => {
  const found = readZipMembers(fixture(archive), archive).find(({ name }) => name === "ids.npy");
  return found?.bytes ?? new Uint8Array(0);
};

describe("readNpyWords", () => {
  it("reads NumPy's text of either order, bytes and whole numbers", async () => {
    const ids = ["s1", "s22", "é", "s4"];
    expect(await read(member("embeddings.npz"))).toEqual(ids);
    expect(await read(member("embeddings-half.npz"))).toEqual(ids);
    expect(await read(fixture("words-bytes.npy"))).toEqual(["s1", "s22"]);
    expect(await read(fixture("words-numbers.npy"))).toEqual(["-7", "1099511627776"]);
    expect(await read(fixture("vector.npy"))).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("refuses objects, other types, other shapes and other lengths", async () => {
    await expect(read(fixture("words-objects.npy"))).rejects.toThrow(
      "ids.npy, byte 128: NPY element type is no text: expected text (U or S) or whole numbers, got |O. " +
        "Save the ids with np.array(ids, dtype=str).",
    );
    await expect(read(fixture("half.npy"))).rejects.toThrow(/no text: .* got <f2/);
    await expect(read(fixture("int32.npy"))).rejects.toThrow(
      "ids.npy: not a list: expected one axis, got [2,3]",
    );
    const bytes = fixture("words-bytes.npy");
    await expect(read(bytes.subarray(0, -1))).rejects.toThrow(
      `ids.npy, byte ${bytes.length - 1}: file ends inside the NPY elements`,
    );
    await expect(read(Uint8Array.of(...bytes, 0))).rejects.toThrow(
      /bytes after the last NPY element/,
    );
    const wrong = member("embeddings.npz").slice();
    wrong[wrong.length - 1] = 0x7f;
    await expect(read(wrong)).rejects.toThrow(/text that is no Unicode/);
    // The decoder of plain archives leaves text alone.
    expect(() => decodeNpz(fixture("embeddings.npz"), "a")).toThrow(/not supported/);
  });

  it("takes no memory for words that the file does not have, nor for words without letters", async () => {
    const changed = (from: string, to: string): Uint8Array => {
      const text = new TextDecoder("latin1").decode(fixture("words-bytes.npy"));
      return Uint8Array.from(text.replace(from, to), (letter) => letter.charCodeAt(0));
    };
    await expect(read(changed("(2,), }        ", "(900000000,), }"))).rejects.toThrow(
      "ids.npy, byte 134: file ends inside the NPY elements: expected 2700000128, got 134",
    );
    await expect(read(changed("|S3", "|S0"))).rejects.toThrow(
      "ids.npy, byte 128: NPY element type is no text: expected text (U or S) or whole numbers, got |S0. " +
        "Save the ids with np.array(ids, dtype=str).",
    );
  });
});
