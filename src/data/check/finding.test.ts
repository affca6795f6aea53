import { expect, it } from "vitest";
import { sortFindings, words, type Finding, type Severity } from "./finding.js";

const finding = (kind: string, severity: Severity, count = 1): Finding => ({
  ...{ kind, severity, count },
  what: "",
  items: [],
  advice: "",
});

it("puts errors first, keeps the order of equals, and leaves out what found nothing", () => {
  const sorted = sortFindings([
    finding("a", "note"),
    finding("b", "warning"),
    finding("c", "error", 0),
    finding("d", "error"),
    finding("e", "warning"),
  ]);
  expect(sorted.map(({ kind }) => kind)).toEqual(["d", "b", "e", "a"]);
});

it("has words for one and for more", () => {
  expect([0, 1, 2].map((count) => words(count, "is", "are"))).toEqual(["are", "is", "are"]);
});
