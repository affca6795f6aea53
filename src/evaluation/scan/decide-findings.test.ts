import { expect, it } from "vitest";
import type { ConditionalResult } from "./conditional-test.js";
import { decideFindings, type AskColumns, type Candidate } from "./decide-findings.js";

const candidate = (name: string, value: number, more: Partial<Candidate> = {}): Candidate => ({
  ...{ name, value, low: value - 0.02, adjusted: 0.001 },
  ...{ mayBeLabel: false, isProperty: true, follows: false },
  ...more,
});
const result = (value: number, p: number): ConditionalResult => ({
  ...{ value, p, permutations: 300, nullMean: 0.5 },
});
/** What is said beyond, by the names of the columns: everything unless it is listed. */
const asking = (
  names: readonly string[],
  nothing: Readonly<Record<string, readonly string[]>>,
): AskColumns => ({
  beyond: (places, given) =>
    places.map((place) => {
      const by = nothing[names[place] ?? ""] ?? [];
      const isExplained = given.some((own) => by.includes(names[own] ?? ""));
      return isExplained ? result(0.51, 0.4) : result(0.8, 0.001);
    }),
  differenceError: () => 0,
});
const kinds = (candidates: readonly Candidate[], nothing: Parameters<typeof asking>[1] = {}) => {
  const names = candidates.map(({ name }) => name);
  return decideFindings(candidates, "auroc", asking(names, nothing)).map(({ finding }) => finding);
};

it("flags what is significant and above the margin", () => {
  expect(
    kinds([
      candidate("strong", 0.8),
      candidate("weak", 0.56),
      candidate("by chance", 0.7, { adjusted: 0.051 }),
      candidate("without interval", 0.8, { low: null }),
    ]).map(({ kind }) => kind),
  ).toEqual(["flagged", "not flagged", "not flagged", "not flagged"]);
});

it("explains by the strongest first, and by all that are flagged so far", () => {
  expect(
    kinds([candidate("echo", 0.7), candidate("cause", 0.9), candidate("other", 0.8)], {
      echo: ["other"],
    }),
  ).toEqual([
    { kind: "explained", by: ["cause", "other"] },
    { kind: "flagged" },
    { kind: "flagged" },
  ]);
});

it("takes the first of those that are as good", () => {
  const [quality, noise] = [candidate("quality", 0.88), candidate("noise", 0.9)];
  expect(kinds([quality, noise], { quality: ["noise"], noise: ["quality"] })).toEqual([
    { kind: "flagged" },
    { kind: "explained", by: ["quality"] },
  ]);
  expect(
    kinds([candidate("quality", 0.85), noise], { quality: ["noise"], noise: ["quality"] }),
  ).toEqual([{ kind: "explained", by: ["noise"] }, { kind: "flagged" }]);
});

it("asks nothing with what may be the label", () => {
  expect(
    kinds([candidate("copy", 0.999, { mayBeLabel: true }), candidate("dark", 0.8)], {
      dark: ["copy"],
    }),
  ).toEqual([{ kind: "may be the label" }, { kind: "flagged" }]);
  // A property of a picture is no copy of a label.
  expect(kinds([candidate("dark", 0.999)])).toEqual([{ kind: "flagged" }]);
});

it("flags last what follows from the picture, if no property is flagged", () => {
  const size = candidate("size", 0.95, { follows: true });
  expect(kinds([candidate("dark", 0.8), size])).toEqual([
    { kind: "flagged" },
    { kind: "explained", by: ["dark"] },
  ]);
  expect(kinds([candidate("site", 0.8, { isProperty: false }), size])).toEqual([
    { kind: "flagged" },
    { kind: "flagged" },
  ]);
});
