import { describe, expect, it } from "vitest";
import { toyCells, toySource } from "../../../fixtures/sampling/toy-source.js";
import { DataError } from "../../base/errors.js";
import { openCanvas } from "../datasets/canvas.js";
import { setsAsTheyAre } from "./own-tests.js";
import { splitBySubject } from "./split-by-subject.js";

const law = { kind: "hash", validation: 0.2 } as const;

describe("setsAsTheyAre", () => {
  it("has the tests that the data set brings, row for row, and all else in training and validation", async () => {
    const set = await openCanvas({ train: 50, test: 7, size: 32 });
    const sets = setsAsTheyAre(set, [], splitBySubject(set, law, 0), set.tests ?? {});
    expect(Object.keys(sets.tests)).toEqual(["iid", "inverted", "balanced"]);
    expect([...(sets.tests["inverted"]?.rows ?? [])]).toEqual([7, 8, 9, 10, 11, 12, 13]);
    expect(Object.values(sets.tests).map(({ pool }) => pool)).toEqual(["test", "test", "test"]);
    const own = [...sets.train.rows, ...sets.validation.rows].sort((left, right) => left - right);
    expect(own).toEqual([...Array(50).keys()]);
    expect(sets.validation.rows.length).toBeGreaterThan(0);
    expect(sets.tables.map(({ set, n, cells }) => [set, n, cells.length])).toEqual([
      ["train", sets.train.rows.length, 1],
      ["validation", sets.validation.rows.length, 1],
      ["iid", 7, 1],
      ["inverted", 7, 1],
      ["balanced", 7, 1],
    ]);
    expect(sets.associations).toEqual({});
    expect(sets.weighted).toBeUndefined();
  });

  it("keeps the order and the repetitions of a test, and carries attributes along", () => {
    const cells = toyCells(2, [2], () => 10);
    const source = toySource({ label: "ill", read: "sex" }, cells, cells);
    const tests = { hard: Int32Array.of(39, 5, 15, 5) };
    const split = splitBySubject(source, law, 0);
    const { hard } = setsAsTheyAre(source, ["sex"], split, tests).tests;
    expect([...(hard?.rows ?? [])]).toEqual([39, 5, 15, 5]);
    expect([...(hard?.label ?? [])]).toEqual([1, 0, 0, 0]);
    expect([...(hard?.attributes[0] ?? [])]).toEqual([1, 0, 1, 0]);
  });

  it("refuses a data set without tests, and one label value where there are no several answers", async () => {
    const cells = toyCells(2, [2], () => 10);
    const source = toySource({ label: "ill", read: "sex" }, cells, cells);
    const split = splitBySubject(source, law, 0);
    expect(() => setsAsTheyAre(source, ["sex"], split, {})).toThrow(DataError);
    const set = await openCanvas({ train: 50, test: 7, size: 32 });
    const { labels: _, ...single } = set.label;
    const canvasSplit = splitBySubject(set, law, 0);
    expect(() =>
      setsAsTheyAre({ ...set, label: single }, [], canvasSplit, set.tests ?? {}),
    ).toThrow("canvas: objects has one value only");
  });
});
