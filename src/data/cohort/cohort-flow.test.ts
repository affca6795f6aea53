import { expect, it } from "vitest";
import { countFlow } from "./cohort-flow.js";

it("counts steps with their reasons, and parts with their masked labels", () => {
  const flow = countFlow({
    flow: [
      { what: "table.csv", rows: 6, subjects: 4, excluded: [] },
      { what: "Age at least 18", rows: 5, subjects: 3, excluded: ["f"] },
      { what: "sex is known", rows: 3, subjects: 3, excluded: ["d", "e"] },
    ],
    exclusions: [
      { id: "f", subject: "4", why: "Age at least 18" },
      { id: "d", subject: "1", why: "sex is missing" },
      { id: "e", subject: "2", why: "sex is another value" },
    ],
    parts: ["train", "train", "test"],
    subjects: ["1", "1", "3"],
    target: {
      kind: "classes",
      factor: { name: "sick", valueNames: ["no", "yes"] },
      codes: Int32Array.of(0, -1, 1),
    },
  });
  expect(flow).toEqual({
    steps: [
      { what: "table.csv", rows: 6, subjects: 4, excluded: 0, reasons: {} },
      { what: "Age at least 18", rows: 5, subjects: 3, excluded: 1, reasons: {} },
      {
        what: "sex is known",
        rows: 3,
        subjects: 3,
        excluded: 2,
        reasons: { "sex is missing": 1, "sex is another value": 1 },
      },
    ],
    parts: [
      { part: "train", rows: 2, subjects: 1, unlabelled: 1 },
      { part: "validation", rows: 0, subjects: 0, unlabelled: 0 },
      { part: "test", rows: 1, subjects: 1, unlabelled: 0 },
    ],
  });
});
