import { expect, it } from "vitest";
import { numberSubjects } from "./number-subjects.js";

it("numbers subjects in the order of their first rows", () => {
  expect(numberSubjects(["b", "a", "b", "", "a", "c"])).toEqual({
    subjectOf: Int32Array.of(0, 1, 0, 2, 1, 3),
    subjectCount: 4,
  });
  expect(numberSubjects([])).toEqual({ subjectOf: new Int32Array(0), subjectCount: 0 });
});
