import { expect, it } from "vitest";
import { subjectPlaces } from "./subject-places.js";

const order = new Map([
  ["p1", 0],
  ["p2", 1],
]);

it("gives each row the place of its subject", () => {
  expect([...subjectPlaces("here", ["p2", "p1", "p2"], order)]).toEqual([1, 0, 1]);
});

it("refuses a subject that is empty or unknown", () => {
  expect(() => subjectPlaces("here", ["p1", ""], order)).toThrow("here: subject of row 1 is empty");
  expect(() => subjectPlaces("here", ["p3"], order)).toThrow("here: unknown subject: got p3");
});
