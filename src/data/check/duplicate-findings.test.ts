import { expect, it } from "vitest";
import { duplicateFindings } from "./duplicate-findings.js";

const columns = {
  parts: ["train", "test", "train", "train", "train", "validation", "train"],
  subjects: ["p", "q", "p", "p", "r", "p", "s"],
  labels: ["no", "yes", "no", "yes", "no", "no", ""],
};
const found = (kind: "bytes" | "samples" | "near", ...members: readonly number[]) =>
  duplicateFindings([{ kind, members }], columns, [0, 1, 2, 3, 4, 5, 6]).filter(
    ({ count }) => count > 0,
  );

it.each([
  [
    [0, 1],
    "bytes",
    "same-bytes-across-parts",
    "error",
    "other parts, other labels, other subjects",
  ],
  [[0, 5], "samples", "same-samples-across-parts", "error", "other parts"],
  [[0, 5], "near", "near-across-parts", "warning", "other parts"],
  [[0, 3], "bytes", "same-bytes-across-labels", "warning", "other labels"],
  [[0, 2, 4], "near", "near-across-subjects", "warning", "other subjects"],
  [[4, 6], "bytes", "same-bytes-across-subjects", "warning", "other subjects"],
  [[0, 2], "bytes", "same-bytes-across-nothing", "note", ""],
] as const)(
  "says what the group %j of the same %s crosses",
  (members, kind, name, severity, detail) => {
    expect(found(kind, ...members)).toMatchObject([
      { kind: name, severity, count: 1, items: [{ rows: members, detail }] },
    ]);
  },
);

it("says in words what and what to do, and names rows by the cohort", () => {
  const [finding] = duplicateFindings([{ kind: "bytes", members: [0, 1] }], columns, [4, 5]);
  expect(finding).toEqual({
    kind: "same-bytes-across-parts",
    severity: "error",
    count: 1,
    what: "group of files with the same bytes in several parts of the split",
    items: [{ rows: [4, 5], detail: "other parts, other subjects" }],
    advice:
      "A test would see its training images: give them one subject, or leave all but one of each out.",
  });
});
