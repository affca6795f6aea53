import { expect, it } from "vitest";
import type { ScanColumn } from "../../evaluation/scan/scan-column.js";
import { chooseRows } from "./choose-pictures.js";

const named = { name: "x", title: "x", source: "column" } as const;

it("takes the lowest and the highest six of different subjects", () => {
  const numbers = Array.from({ length: 40 }, (_, row) => (row === 5 ? NaN : (row * 7) % 40));
  const subjects = numbers.map((value) => (value < 3 ? "same" : `s${value}`));
  const column: ScanColumn = { ...named, kind: "numbers", numbers, unit: "" };
  const [low, high] = chooseRows(column, subjects, 5);
  const valuesOf = (rows: readonly number[] = []) => rows.map((row) => numbers[row]);
  expect(low?.title).toBe("lowest");
  expect(valuesOf(low?.rows)).toEqual([0, 3, 4, 5, 6, 7]);
  // 35 is the row whose number is missing.
  expect(valuesOf(high?.rows)).toEqual([33, 34, 36, 37, 38, 39]);
});

it("takes six of each value that enough subjects have, spread over its rows", () => {
  const codes = Array.from({ length: 60 }, (_, row) => (row < 3 ? 1 : row === 7 ? -1 : 0));
  const subjects = codes.map((_, row) => `s${row}`);
  const column: ScanColumn = {
    ...named,
    kind: "values",
    codes,
    valueNames: ["many", "few", "none"],
  };
  const [many, ...others] = chooseRows(column, subjects, 5);
  expect(others).toEqual([]);
  expect(many).toMatchObject({ title: "many", n: 56 });
  expect(new Set(many?.rows).size).toBe(6);
  expect(Math.max(...(many?.rows ?? []))).toBeGreaterThan(20);
  expect(chooseRows(column, subjects, 1).map(({ title, n }) => [title, n])).toEqual([
    ["many", 56],
    ["few", 3],
  ]);
});
