import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Cohort } from "./cohort.js";
import { createLock, formatLock, parseLock } from "./lock.js";
import { createPseudonyms } from "./pseudonym.js";

const cohort: Cohort = {
  ids: ["patient 7/a.png", "patient 8/a.png"],
  subjects: ["patient 7", "patient 8"],
  images: ["patient 7/a.png", "patient 8/a.png"],
  places: ["t.csv row 2", "t.csv row 3"],
  target: {
    kind: "classes",
    factor: { name: "sick", valueNames: ["no", "yes"] },
    codes: Int32Array.of(1, -1),
  },
  attributes: [
    { name: "site", valueNames: ["x", "y"], codes: Int32Array.of(1, -1) },
    {
      name: "age",
      valueNames: ["<40", ">=40"],
      codes: Int32Array.of(-1, 1),
      numbers: Float64Array.of(NaN, 61.5),
    },
  ],
  parts: ["train", "test"],
  flow: [],
  exclusions: [
    { id: "patient 9/a.png", subject: "patient 9", why: "view is Frontal" },
    { id: "t.csv row 5", subject: null, why: "Path is present" },
  ],
  notes: [],
};
const tables = [{ name: "t.csv", sha256: "ab" }];
const key = new Uint8Array(16);
const lock = (changes: Partial<Cohort> = {}) =>
  createLock({ ...cohort, ...changes }, tables, ["cd", null], createPseudonyms(key));

describe("createLock", () => {
  it("records rows by pseudonym, those that were left out too", () => {
    const pseudonyms = createPseudonyms(key);
    const of = (kind: "id" | "subject", value: string) => pseudonyms.of(kind, value);
    const expected = [
      {
        id: of("id", "patient 7/a.png"),
        subject: of("subject", "patient 7"),
        image: "cd",
        part: "train",
        label: "yes",
        attributes: ["y", null],
        excluded: null,
      },
      {
        id: of("id", "patient 8/a.png"),
        subject: of("subject", "patient 8"),
        image: null,
        part: "test",
        label: null,
        attributes: [null, "61.5"],
        excluded: null,
      },
      {
        id: of("id", "patient 9/a.png"),
        subject: of("subject", "patient 9"),
        image: null,
        part: null,
        label: null,
        attributes: [],
        excluded: "view is Frontal",
      },
      {
        id: of("id", "t.csv row 5"),
        subject: null,
        image: null,
        part: null,
        label: null,
        attributes: [],
        excluded: "Path is present",
      },
    ];
    const { rows, ...rest } = lock();
    const ids = of("id", "patient 7/a.png") + of("id", "patient 8/a.png");
    expect(rest).toEqual({
      version: 2,
      keyCheck: of("id", ""),
      attributes: ["site", "age"],
      order: createHash("sha256").update(ids).digest("hex"),
      tables,
    });
    expect(rows).toEqual(expected.sort((left, right) => (left.id < right.id ? -1 : 1)));
  });

  it("holds no id, subject or path, and comes back from its text", () => {
    const text = formatLock(lock());
    expect(text).not.toMatch(/patient/);
    expect(parseLock(text, "lock")).toEqual(lock());
    expect(text.split("\n").length).toBe(4 + 3 + 6 + 1);
    expect(formatLock({ ...lock(), order: "o", tables: [], rows: [] })).toBe(
      `{"version":2,\n"keyCheck":"${lock().keyCheck}",\n"attributes":["site","age"],\n"order":"o",\n"tables":[],\n"rows":[]}\n`,
    );
  });

  it("reads locks of version 1, which have neither attributes nor an order", () => {
    const row = { id: "a", subject: null, image: null, part: "test", label: null, excluded: null };
    const old = { version: 1, keyCheck: "k", tables, rows: [row] };
    const parsed = parseLock(JSON.stringify(old), "lock");
    expect(parsed).toEqual(old);
    expect(JSON.parse(formatLock(parsed))).toEqual(old);
  });

  it("says that the tables' rows are in another order by the order alone", () => {
    const turned: Cohort = {
      ...cohort,
      ids: cohort.ids.toReversed(),
      subjects: cohort.subjects.toReversed(),
      parts: cohort.parts.toReversed(),
      attributes: cohort.attributes.map(({ codes, numbers, ...rest }) => ({
        ...rest,
        codes: codes.toReversed(),
        ...(numbers === undefined ? {} : { numbers: numbers.toReversed() }),
      })),
      target: { ...cohort.target, codes: Int32Array.of(-1, 1) } as Cohort["target"],
      exclusions: cohort.exclusions.toReversed(),
    };
    const other = createLock(turned, tables, [null, "cd"], createPseudonyms(key));
    expect({ ...other, order: "" }).toEqual({ ...lock(), order: "" });
    expect(other.order).not.toBe(lock().order);
  });

  it("writes numbers and several labels", () => {
    const labelsOf = (target: Cohort["target"]) =>
      new Set(lock({ target, exclusions: [] }).rows.map(({ label }) => label));
    const numbers = Float64Array.of(1.5, 40);
    const factor = { name: "age", valueNames: ["<2", ">=2"] };
    const bins = Int32Array.of(0, 1);
    expect(labelsOf({ kind: "number", factor, codes: bins, unit: null, numbers })).toEqual(
      new Set(["1.5", "40"]),
    );
    const codes = [Int8Array.of(1, -1), Int8Array.of(0, -1)];
    expect(labelsOf({ kind: "labels", names: ["a", "b"], codes })).toEqual(
      new Set(["a=1 b=0", null]),
    );
  });

  it("refuses another number of hashes", () => {
    expect(() => createLock(cohort, tables, [], createPseudonyms(key))).toThrow(
      "cohort lock: number of image hashes: expected 2, got 0",
    );
  });
});

describe("parseLock", () => {
  it("refuses what is no lock of this version", () => {
    expect(() => parseLock("{", "x.json")).toThrow(
      /^x\.json: not a cohort lock: got SyntaxError: /,
    );
    expect(() => parseLock('{"version": 3}', "x.json")).toThrow(
      "x.json: not a cohort lock: got Invalid option: expected one of 1|2 (key version). This version reads locks of version 1 and 2.",
    );
    const { rows } = lock();
    const twice = formatLock({ ...lock(), rows: [...rows, ...rows] });
    expect(() => parseLock(twice, "x.json")).toThrow(
      `x.json: a row twice: got ${rows[0]?.id ?? ""}`,
    );
  });
});
