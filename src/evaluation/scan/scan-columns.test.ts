import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import type { ScanColumn, ScanTarget } from "./scan-column.js";
import { scanColumns } from "./scan-columns.js";
import type { ScannedColumn } from "./scan-results.js";

const count = 300;
const rng = createRng(11);
const codes = Int32Array.from({ length: count }, () => rng.integer(2));
const target: ScanTarget = { kind: "classes", name: "sick", codes, classNames: ["no", "yes"] };
const own = Array.from({ length: count }, (_, row) => `s${row}`);
const numbers = (name: string, value: (row: number) => number): ScanColumn => ({
  ...{ name, title: name, source: "column", kind: "numbers", unit: "" },
  numbers: Float64Array.from({ length: count }, (_, row) => value(row)),
});
const values = (name: string, value: (row: number) => number, size = 2): ScanColumn => ({
  ...{ name, title: name, source: "column", kind: "values" },
  codes: Int32Array.from({ length: count }, (_, row) => value(row)),
  valueNames: Array.from({ length: size }, (_, place) => `v${place}`),
});
const scan = (
  columns: readonly ScanColumn[],
  subjects: readonly string[] = own,
  targets: readonly ScanTarget[] = [target],
) => {
  const { targets: found } = scanColumns({ subjects, columns, targets, seed: 0 });
  return found.map(({ columns: of }) => new Map(of.map((column) => [column.name, column])));
};
const findingOf = (found: ReadonlyMap<string, ScannedColumn> | undefined, name: string) =>
  found?.get(name)?.finding;

describe("scanColumns", () => {
  it("finds a relation that is not monotone, and one through missing values", () => {
    const [found] = scan([
      numbers("middle", (row) =>
        codes[row] === 1 ? rng.normal() : 4 * rng.uniform() - 2 + 3 * Math.sign(rng.normal()),
      ),
      numbers("gaps", (row) => (codes[row] === 1 && rng.uniform() < 0.6 ? NaN : rng.normal())),
      numbers("nothing", () => rng.normal()),
    ]);
    expect(findingOf(found, "middle")).toEqual({ kind: "flagged" });
    expect(findingOf(found, "gaps")).toEqual({ kind: "flagged" });
    expect(findingOf(found, "nothing")).toEqual({ kind: "not flagged" });
    expect(found?.get("gaps")?.missing).toBeGreaterThan(60);
  });

  it("names what may be the label, and ids", () => {
    const [found] = scan([
      values("diagnosis", (row) => 2 * (codes[row] ?? 0) + rng.integer(2), 4),
      values("visit", (row) => row, count),
      values("same", () => 1),
      values("site", (row) => (rng.uniform() < 0.85 ? (codes[row] ?? 0) : rng.integer(2))),
    ]);
    expect(findingOf(found, "diagnosis")).toEqual({ kind: "may be the label" });
    expect(findingOf(found, "visit")).toEqual({ kind: "identifier" });
    expect(findingOf(found, "same")).toEqual({ kind: "undefined", reason: "one value" });
    expect(findingOf(found, "site")).toEqual({ kind: "flagged" });
    expect(found?.get("same")?.value).toEqual({ value: null, reason: "one value" });
  });

  it("does not take rows of a few subjects for evidence", () => {
    // Eight subjects of many rows; all of one subject are alike.
    const subjects = own.map((_, row) => `s${row % 8}`);
    const ofSubject = Int32Array.from(own, (_, row) => ((row % 8) * 5) % 2);
    const few: ScanTarget = { ...target, codes: ofSubject };
    const scanner = values("scanner", (row) => row % 8, 8);
    const shade = numbers("shade", (row) => ((row % 8) * 3) % 8);
    const [found] = scan([scanner, shade], subjects, [few]);
    expect(
      [...(found?.values() ?? [])].filter(({ finding }) => finding.kind === "flagged"),
    ).toEqual([]);
    // The same columns with every row a subject would be.
    const [wrong] = scan([values("scanner", (row) => row % 8, 8)], own, [few]);
    expect(findingOf(wrong, "scanner")).toEqual({ kind: "may be the label" });
  });

  it.each([
    ["one class", codes.map(() => 1), own],
    ["fewer than two subjects", codes, own.map(() => "s")],
    ["fewer than two subjects", codes.map(() => -1), own],
    [
      "fewer than two subjects of all classes but one",
      codes.map((_, row) => (row === 0 ? 1 : 0)),
      own,
    ],
  ] as const)("says nothing with %s", (reason, answers, subjects) => {
    const [found] = scan([numbers("x", (row) => row)], subjects, [{ ...target, codes: answers }]);
    expect(findingOf(found, "x")).toEqual({ kind: "undefined", reason });
  });

  it("scans numbers, and each of several labels", () => {
    const age = Float64Array.from(codes, (code) => 10 * code + 3 * rng.normal());
    const [ofAge, ofSick, ofOther] = scan(
      [values("sick", (row) => codes[row] ?? 0), numbers("nothing", () => rng.normal())],
      own,
      [
        { kind: "number", name: "age", numbers: age },
        target,
        { ...target, name: "other", codes: codes.map(() => rng.integer(2)) },
      ],
    );
    expect(findingOf(ofAge, "sick")).toEqual({ kind: "flagged" });
    // 25 of 25 + 9.
    expect(Number(ofAge?.get("sick")?.value)).toBeCloseTo(25 / 34, 1);
    expect(findingOf(ofAge, "nothing")).toEqual({ kind: "not flagged" });
    expect(findingOf(ofSick, "sick")).toEqual({ kind: "may be the label" });
    expect(findingOf(ofOther, "sick")).toEqual({ kind: "not flagged" });
  });

  it("gives the same twice", () => {
    const x = numbers("x", (row) => (codes[row] ?? 0) + rng.normal());
    const run = () => scanColumns({ subjects: own, columns: [x], targets: [target], seed: 5 });
    expect(run()).toEqual(run());
  });
});
