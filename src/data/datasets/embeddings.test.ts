import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { DataSet } from "../dataset.js";
import { createBatch, cacheImages, fillBatch, openImages } from "../batch.js";
import type { NdArray } from "../../base/ndarray.js";
import { encodeNpy } from "../formats/npy.js";
import { encodeNpz } from "../formats/npz.js";
import { splitBySubject } from "../sampling/split-by-subject.js";
import { openEmbeddings, type EmbeddingsOptions } from "./embeddings.js";

const folder = mkdtempSync(join(tmpdir(), "embeddings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const place = (name: string) => join(folder, name);
const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/npy/${name}`, import.meta.url));

/** [rows, 3]: 10 · row + column. */
const matrix = (rows: number): NdArray => ({
  dtype: "float32",
  shape: [rows, 3],
  data: Float32Array.from({ length: 3 * rows }, (_, i) => 10 * Math.floor(i / 3) + (i % 3)),
});
writeFileSync(place("f.npz"), encodeNpz(new Map([["features", matrix(6)]]), "stored"));

const table = `id,sick,site,age,part
a,1,north,30,train
b,0,south,,train
c,1,north,30,test
d,0,,40,validation
e,,south,40,test
f,0,south,40,train
`;
const open = (
  changes: Partial<EmbeddingsOptions> = {},
  text = table,
  name = "t.csv",
): Promise<DataSet> => {
  writeFileSync(place(name), text);
  return openEmbeddings({
    features: place("f.npz"),
    table: place(name),
    target: "sick",
    attributes: ["site", "age"],
    ...changes,
  });
};
const rowOf = (set: DataSet, pool: "train" | "test", row: number): number[] => {
  const out = new Float32Array(set.imageShape[0] ?? 0);
  set.writeImage(pool, row, {}, out, 0);
  return [...out];
};

describe("openEmbeddings", () => {
  it("reads labels and attributes with their gaps, and features in the table's order", async () => {
    const set = await open();
    expect(set).toMatchObject({ name: "embeddings", imageShape: [3], inMemory: true });
    expect(set.label).toEqual({ name: "sick", valueNames: ["0", "1"] });
    expect(set.attributes).toEqual([
      { name: "site", kind: "read", valueNames: ["north", "south"] },
      { name: "age", kind: "read", valueNames: ["30", "40"] },
    ]);
    expect(set.pools.test).toBeNull();
    const { ids, subjects, label, attributes } = set.pools.train;
    expect(ids).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(subjects).toEqual(ids);
    expect([...label]).toEqual([1, 0, 1, 0, -1, 0]);
    expect([...(attributes["site"] ?? [])]).toEqual([0, 1, 0, -1, 1, 1]);
    expect([...(attributes["age"] ?? [])]).toEqual([0, -1, 0, 1, 1, 1]);
    expect(rowOf(set, "train", 4)).toEqual([40, 41, 42]);
    expect(set.notes).toEqual([
      "rows of features and table are matched by order: the features have no ids",
      "sick: 1 of 6 missing, rows without it are left out",
      "site: 1 of 6 missing, masked",
      "age: 1 of 6 missing, masked",
    ]);
  });

  it("reads a number with its bins, and forgets the number where the bins are all that is asked for", async () => {
    const age = { name: "age", bins: [35] };
    const set = await open({ attributes: ["site", { ...age, continuous: true }] });
    expect(set.attributes).toEqual([
      { name: "site", kind: "read", valueNames: ["north", "south"] },
      { name: "age", kind: "read", valueNames: ["<35", ">=35"], continuous: true },
    ]);
    expect([...(set.pools.train.attributes["age"] ?? [])]).toEqual([0, -1, 0, 1, 1, 1]);
    const { numbers } = set.pools.train;
    expect(numbers).toEqual({ age: Float64Array.of(30, NaN, 30, 40, 40, 40) });
    expect(set.notes?.at(-1)).toBe("age: 1 of 6 missing, masked");
    const binned = await open({ attributes: ["site", { ...age, continuous: false }] });
    expect(binned.attributes[1]).toEqual({
      name: "age",
      kind: "read",
      valueNames: ["<35", ">=35"],
    });
    expect(binned.pools.train.numbers).toBeUndefined();
    expect(binned.contentHash).not.toBe(set.contentHash);
    const rows = Int32Array.of(4, 1);
    const sampled = {
      name: "some",
      pool: "train",
      rows,
      label: rows,
      attributes: [Int32Array.of(1, -1)],
    } as const;
    const images = openImages(set, ["age"], sampled);
    expect(images.numbers).toEqual([Float64Array.of(40, NaN)]);
    const batch = createBatch(images, 2);
    fillBatch(batch, images, Int32Array.of(1, 0), 0);
    expect(batch.numbers).toEqual([Float32Array.of(NaN, 40)]);
  });

  it("reads the column in the pools that a split column makes", async () => {
    const age = { name: "age", bins: [35], continuous: true };
    const { pools } = await open({ attributes: [age], split: "part" });
    expect(pools.train.numbers).toEqual({ age: Float64Array.of(30, NaN, 40, 40) });
    expect(pools.test?.numbers).toEqual({ age: Float64Array.of(30, 40) });
  });

  it("matches NumPy's archives by id, stored or packed, single or half precision", async () => {
    // Rows of the fixtures: s1, s22, é, s4 with index / 8 - 0.5.
    const text = "name,y,z\ns4,a,p\né,b,p\ns1,a,q\ns22,b,q\n";
    const options = { id: "name", target: "y", attributes: ["z"] };
    for (const name of ["embeddings.npz", "embeddings-half.npz"]) {
      const set = await open({ ...options, features: fixture(name) }, text);
      expect(set.notes).toEqual(["rows of features and table are matched by id (name)"]);
      expect([0, 1, 2, 3].map((row) => rowOf(set, "train", row)[0])).toEqual([
        9 / 8 - 0.5,
        6 / 8 - 0.5,
        -0.5,
        3 / 8 - 0.5,
      ]);
    }
    await expect(
      open({ ...options, features: fixture("embeddings.npz") }, text.replace("s22", "s2")),
    ).rejects.toThrow(
      /embeddings\.npz: no features for an id of the table: got s2 \(table .*t\.csv\)/,
    );
  });

  it("reads a table that brings its features along, columns in any order", async () => {
    const text = "embedding_1,y,embedding_0,z\n1,a,0.5,p\n3,b,2.5,q\n5,b,4.5,q\n7,a,6.5,p\n";
    const options = { features: place("own.csv"), target: "y", attributes: ["z"] };
    const set = await open(options, text, "own.csv");
    expect(set.imageShape).toEqual([2]);
    expect([0, 1, 2, 3].map((row) => rowOf(set, "train", row))).toEqual([
      [0.5, 1],
      [2.5, 3],
      [4.5, 5],
      [6.5, 7],
    ]);
    expect(set.pools.train.ids).toEqual(["row-2", "row-3", "row-4", "row-5"]);
    await expect(open(options, text.replace("2.5", "x"), "own.csv")).rejects.toThrow(
      `${place("own.csv")} row 3: a feature is not a finite number: got x (column embedding_0)`,
    );
    await expect(
      open(options, text.replace("embedding_1", "embedding_2"), "own.csv"),
    ).rejects.toThrow(`${place("own.csv")} row 1: column embedding_1 is missing (columns 2)`);
  });

  it("takes the only matrix of an archive, and a plain array", async () => {
    const list: NdArray = { dtype: "int32", shape: [6], data: new Int32Array(6) };
    const arrays = new Map([
      ["x", matrix(6)],
      ["y", list],
    ]);
    writeFileSync(place("x.npz"), encodeNpz(arrays, "deflated"));
    writeFileSync(place("x.npy"), encodeNpy(matrix(6)));
    for (const name of ["x.npz", "x.npy"]) {
      expect(rowOf(await open({ features: place(name) }), "train", 5)).toEqual([50, 51, 52]);
    }
    arrays.set("z", matrix(6));
    writeFileSync(place("x.npz"), encodeNpz(arrays, "stored"));
    await expect(open({ features: place("x.npz") })).rejects.toThrow(
      "x.npz: which array holds the features?: expected one called features, or a single one with two axes, " +
        "got x [6,3], y [6], z [6,3]",
    );
  });

  it("makes pools and validation of a split column, and keeps subjects together", async () => {
    const set = await open({ split: "part" });
    expect(set.pools.train.ids).toEqual(["a", "b", "d", "f"]);
    expect(set.pools.test?.ids).toEqual(["c", "e"]);
    expect(rowOf(set, "test", 1)).toEqual([40, 41, 42]);
    const split = splitBySubject(set, { kind: "hash", validation: 0.5 }, 7);
    expect([...split.train.rows]).toEqual([0, 1, 3]);
    expect([...split.validation.rows]).toEqual([2]);
    expect(split.shares[1]).toMatchObject({ asked: 0.25, realised: 0.25 });
    const shared = await open(
      { split: "part", subject: "age" },
      table.replace(",,train", ",30,train"),
    );
    expect(() => splitBySubject(shared, { kind: "hash", validation: 0.5 }, 7)).toThrow(
      "embeddings: a subject is in train and in validation: got 40 (id f)",
    );
    await expect(open({ split: "part" }, table.replaceAll("test", "train"))).rejects.toThrow(
      `${place("t.csv")}, column part: no test rows`,
    );
    await expect(open({ split: "part" }, table.replace("validation", "fold1"))).rejects.toThrow(
      `${place("t.csv")} row 5: column part names no part: expected train, validation or test, got fold1`,
    );
  });

  it("is copied from its one array: no cache", async () => {
    const set = await open();
    const sampled = {
      name: "train",
      pool: "train",
      rows: Int32Array.of(5, 0),
      label: Int32Array.of(0, 1),
      attributes: [Int32Array.of(1, 0)],
    } as const;
    const images = openImages(set, ["site"], sampled);
    expect(cacheImages(images, 1e9)).toBe(images);
    const batch = createBatch(images, 2);
    fillBatch(batch, images, Int32Array.of(0, 1), 0);
    expect(batch.imageShape).toEqual([2, 3]);
    expect([...batch.images]).toEqual([50, 51, 52, 0, 1, 2]);
  });

  it("hashes values, table and how they belong together", async () => {
    const first = (await open()).contentHash;
    expect((await open()).contentHash).toBe(first);
    expect((await open({}, table.replace("f,0", "f,1"))).contentHash).not.toBe(first);
    expect((await open({ subject: "part" })).contentHash).not.toBe(first);
    const other = matrix(6);
    other.data[17] = 1;
    writeFileSync(place("g.npz"), encodeNpz(new Map([["features", other]]), "stored"));
    expect((await open({ features: place("g.npz") })).contentHash).not.toBe(first);
  });
});

describe("bad input", () => {
  const message = async (changes: Partial<EmbeddingsOptions>, text = table): Promise<string> => {
    try {
      await open(changes, text);
    } catch (error) {
      return (error as Error).message.replaceAll(`${folder}/`, "");
    }
    return "no error";
  };

  it("names both numbers of rows", async () => {
    expect(await message({}, table.replace("f,0,south,40,train\n", ""))).toBe(
      "f.npz: features and table differ in their number of rows (features 6, table 5, file t.csv). " +
        "Each row of the table needs its features, and no other row may have any.",
    );
    writeFileSync(place("f.csv"), "embedding_0\n1\n2\n3\n");
    for (const text of [table, "id,sick,site,age\na,1,n,1\nb,0,s,2\nc,1,n,1\nd,0,s,2\n"]) {
      expect(await message({ features: place("f.csv") }, text)).toMatch(
        /^f\.csv: features and table differ in their number of rows \(features 3, table [46], /,
      );
    }
  });

  it("names the row of a feature that is not finite", async () => {
    for (const [value, word] of [
      [NaN, "NaN"],
      [-Infinity, "-Infinity"],
    ] as const) {
      const bad = matrix(6);
      bad.data[7] = value;
      const ids: NdArray = { dtype: "int32", shape: [6], data: Int32Array.of(7, 8, 9, 10, 11, 12) };
      writeFileSync(
        place("bad.npz"),
        encodeNpz(
          new Map([
            ["features", bad],
            ["id", ids],
          ]),
          "stored",
        ),
      );
      const numbered = table.replace(
        /^([a-f]),/gm,
        (_, letter: string) => `${letter.charCodeAt(0) - 90},`,
      );
      expect(await message({ features: place("bad.npz") }, numbered)).toBe(
        `bad.npz, row 2 (counted from 0): a feature is not a finite number: got ${word} (feature 1, id 9). ` +
          "Leave the row out of features and table, or compute its features anew.",
      );
    }
  });

  it("suggests a column", async () => {
    expect(await message({ attributes: ["site", "aeg"] })).toBe(
      "data.attributes: t.csv has no such column: expected id, sick, site, age, part, got aeg. Did you mean age?",
    );
    expect(await message({ target: "Sick" })).toMatch(/^data\.target: .* Did you mean sick\?$/);
    expect(await message({ subject: "x" })).toMatch(/^data\.subject: t\.csv has no such column/);
    expect(await message({ attributes: ["sick"] })).toBe(
      "data.attributes: the target is no attribute: got sick",
    );
  });

  it("refuses columns that nothing can be learnt from", async () => {
    expect(await message({}, table.replaceAll(/^(.),0/gm, "$1,1"))).toBe(
      "t.csv, column sick: one value only: expected at least 2 values, got 1. " +
        "Nothing can be learnt from it or balanced over it; name another column.",
    );
    expect(await message({}, table.replace("30,test", "31,test"))).toBe(
      "t.csv, column age: a value appears once: got 30 (values that appear once 2, values 3). " +
        "It cannot be both learnt and tested: merge it with another value, or empty the cell. " +
        "Numbers such as ages need bins: `{ name: age, bins: [40, 60] }`; a target that is a number is `as: number` (of an audit `--as number`).",
    );
    expect(await message({}, "sick,site,age\n,n,1\n,s,2\n,n,1\n,s,2\n")).toMatch(
      /^t\.csv, column sick: every cell is empty/,
    );
  });

  it("refuses ids and subjects that are empty or occur twice", async () => {
    expect(await message({}, table.replace("\nd,", "\nb,"))).toBe(
      "t.csv row 5: id twice: got b (first row 3)",
    );
    expect(await message({ subject: "age" })).toBe(
      "t.csv row 3: column age is empty. Every row needs one: fill the cell, or leave the row out.",
    );
    const ids: NdArray = { dtype: "int32", shape: [6], data: Int32Array.of(1, 2, 3, 1, 5, 6) };
    writeFileSync(
      place("twice.npz"),
      encodeNpz(
        new Map([
          ["features", matrix(6)],
          ["ids", ids],
        ]),
        "stored",
      ),
    );
    expect(await message({ features: place("twice.npz") })).toBe(
      "twice.npz, row 3 (counted from 0): id twice: got 1 (first row 0)",
    );
  });

  it.runIf(existsSync("/proc/self/fd"))("leaves no file open, whatever was wrong", async () => {
    const openFiles = () =>
      readdirSync("/proc/self/fd").flatMap((name) => {
        try {
          return [readlinkSync(`/proc/self/fd/${name}`)];
        } catch {
          return [];
        }
      });
    writeFileSync(place("cut.npy"), encodeNpy(matrix(6)).subarray(0, 190));
    writeFileSync(place("text.npy"), "no array, but long enough for a head");
    writeFileSync(place("packed.npz"), encodeNpz(new Map([["f", matrix(6)]]), "deflated"));
    const shorter = table.replace("f,0,south,40,train\n", "");
    await message({ features: place("cut.npy") });
    await message({ features: place("text.npy") });
    await message({ features: place("packed.npz") }, shorter);
    await message({}, shorter);
    expect(openFiles().filter((path) => path.includes(folder) && /\.np[yz]$/.test(path))).toEqual(
      [],
    );
  });

  it("refuses short and missing files", async () => {
    const bytes = encodeNpy(matrix(6));
    for (let length = 0; length < bytes.length; length += 5) {
      writeFileSync(place("short.npy"), bytes.subarray(0, length));
      expect(await message({ features: place("short.npy") })).toMatch(/^short\.npy, byte \d+: /);
    }
    writeFileSync(place("short.npy"), bytes.subarray(0, 190));
    expect(await message({ features: place("short.npy") })).toBe(
      "short.npy, byte 190: file ends inside the NPY elements: expected 200, got 190",
    );
    expect(await message({ features: place("none.npz") })).toMatch(/^none\.npz: no such file/);
    expect(await message({ table: place("none.csv") })).toMatch(/^none\.csv: no such file/);
    expect(await message({}, "id,sick\n")).toMatch(/^data\.attributes: /);
    expect(await message({}, "id,sick,site,age\n")).toBe("t.csv: the table has no rows");
  });
});
