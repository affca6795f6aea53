import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canvasTests, drawPair, pairTables, type PairTable } from "./pair-table.js";

const oddsRatio = ({ both, one, neither }: PairTable): number => (both * neither) / one ** 2;
const margin = ({ both, one }: PairTable): number => both + one;

describe("pairTables", () => {
  it("is the simple law at a prevalence of one half: s, 1 - s, 1/2", () => {
    const { iid, inverted, balanced } = pairTables(0.5, 0.9);
    const cells = ({ both, one, neither }: PairTable) => [both, one, neither];
    for (const [table, expected] of [
      [iid, [0.45, 0.05, 0.45]],
      [inverted, [0.05, 0.45, 0.05]],
      [balanced, [0.25, 0.25, 0.25]],
    ] as const) {
      for (const [index, cell] of cells(table).entries()) {
        expect(cell).toBeCloseTo(expected[index] ?? NaN, 14);
      }
    }
  });

  it("is what was computed by hand at 0.3 and 0.9", () => {
    const { iid, inverted, balanced } = pairTables(0.3, 0.9);
    expect(iid.both).toBeCloseTo(0.27, 14);
    expect(iid.one).toBeCloseTo(0.03, 14);
    expect(iid.neither).toBeCloseTo(0.67, 14);
    expect(oddsRatio(iid)).toBeCloseTo(201, 10);
    // x (0.4 + x) = (0.3 - x)² / 201, so 200 x² + 81 x - 0.09 = 0.
    const root = (-81 + Math.sqrt(81 ** 2 + 4 * 200 * 0.09)) / 400;
    expect(inverted.both).toBeCloseTo(root, 14);
    expect(balanced.both).toBeCloseTo(0.09, 14);
  });

  it("has laws of one margin, whose odds ratios are θ, 1/θ and 1, wherever it is defined", () => {
    const share = fc.double({ min: 0.02, max: 0.98, noNaN: true });
    fc.assert(
      fc.property(share, share, (prevalence, part) => {
        const least = Math.max(0, 2 - 1 / prevalence);
        const strength = least + (1 - least) * part;
        const tables = pairTables(prevalence, strength);
        for (const name of canvasTests) {
          const { both, one, neither } = tables[name];
          expect(margin(tables[name])).toBeCloseTo(prevalence, 12);
          expect(both + 2 * one + neither).toBeCloseTo(1, 12);
          expect(Math.min(both, one, neither)).toBeGreaterThan(0);
        }
        expect(Math.log(oddsRatio(tables.iid)) + Math.log(oddsRatio(tables.inverted))).toBeCloseTo(
          0,
          6,
        );
        expect(Math.log(oddsRatio(tables.balanced))).toBeCloseTo(0, 9);
      }),
    );
  });

  it("differs from the naive inversion, P(second | first) = 1 - s, which moves the margins", () => {
    // Partner with 1 - s where the first is there, with s where it is not: margins 0.3 and 0.66.
    const naive = 0.3 * 0.1 + 0.7 * 0.9;
    expect(naive).toBeCloseTo(0.66, 12);
    expect(margin(pairTables(0.3, 0.9).inverted)).toBeCloseTo(0.3, 12);
  });
});

describe("drawPair", () => {
  it("cuts [0, 1) into both, first alone, second alone, none, as long as their chances", () => {
    const table = { both: 0.25, one: 0.125, neither: 0.5 };
    const found = [0, 0.2499, 0.25, 0.374, 0.375, 0.499, 0.5, 0.999].map((u) => drawPair(table, u));
    expect(found).toEqual([
      [1, 1],
      [1, 1],
      [1, 0],
      [1, 0],
      [0, 1],
      [0, 1],
      [0, 0],
      [0, 0],
    ]);
  });
});
