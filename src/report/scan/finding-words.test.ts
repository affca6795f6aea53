import { expect, it } from "vitest";
import { exampleScan, scannedColumn } from "../../../fixtures/evaluation/example-scan.js";
import { findingWords, isFlagged, pWords, targetSentences, valueWords } from "./finding-words.js";

const reason = "fewer than two subjects";

it("has words for every finding", () => {
  const [target] = exampleScan().targets;
  expect(target?.columns.map(findingWords)).toEqual([
    "FLAGGED: may be the label itself",
    "FLAGGED",
    "says nothing beyond <script>site</script>",
    "",
    "an id: a value for each subject",
    "n/a (one value)",
  ]);
  expect(target?.columns.map(isFlagged)).toEqual([true, true, false, false, false, false]);
});

it("shows numbers in three digits, and none as such", () => {
  const column = scannedColumn("x", 0.7);
  expect(valueWords(column)).toBe("0.700 (0.650–0.740)");
  expect(valueWords({ ...column, interval: { value: null, reason } })).toBe("0.700");
  expect(valueWords({ ...column, value: { value: null, reason } })).toBe("n/a");
  expect([1e-12, 0.0312, 1].map(pWords)).toEqual(["< 0.001", "0.031", "1.000"]);
});

it("says why nothing can be said", () => {
  const [target] = exampleScan().targets;
  const value = { value: null, reason };
  const column = scannedColumn("x", 0, { value, finding: { kind: "undefined", reason } });
  expect(target && targetSentences({ ...target, columns: [column] })).toEqual([
    "sick <b>: nothing can be said (fewer than two subjects).",
  ]);
});
