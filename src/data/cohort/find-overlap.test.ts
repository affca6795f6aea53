import { describe, expect, it } from "vitest";
import { findOverlap } from "./find-overlap.js";
import type { CohortLock, LockRow } from "./lock.js";

const row = (id: string, changes: Partial<LockRow> = {}): LockRow => ({
  id,
  subject: `s-${id}`,
  image: `i-${id}`,
  part: "train",
  label: "yes",
  attributes: [],
  excluded: null,
  ...changes,
});
const lock = (rows: readonly LockRow[], keyCheck = "k"): CohortLock => ({
  ...{ version: 2, keyCheck, attributes: [], order: "", tables: [], rows },
});
const run = lock([
  row("a"),
  row("b", { part: "validation" }),
  row("c", { part: "test" }),
  row("d", { part: null, image: null, label: null, excluded: "view is F" }),
  row("e", { image: null }),
]);
const external = [
  row("1", { subject: "s-a" }),
  row("2", { image: "i-b" }),
  row("3", { subject: "s-a", image: "i-a" }),
  row("4", { subject: "s-c" }),
  row("5", { subject: "s-d" }),
  row("6", { image: null }),
  row("7", { subject: "s-a", label: null }),
  row("8", { subject: "s-a", part: null, excluded: "view is F" }),
].map((found) => ({ ...found, part: found.part && ("test" as const) }));

describe("findOverlap", () => {
  it("counts rows whose subject or image the run knows, each once", () => {
    expect(findOverlap(lock(external), run)).toEqual({
      learnt: 3,
      tested: 1,
      learntBySubject: 2,
      learntByImage: 2,
    });
    expect(findOverlap(lock([row("x")]), run)).toEqual({
      learnt: 0,
      tested: 0,
      learntBySubject: 0,
      learntByImage: 0,
    });
  });

  it("does not compare subjects of two keys", () => {
    expect(findOverlap(lock(external, "other"), run)).toEqual({
      learnt: 2,
      tested: 0,
      learntBySubject: null,
      learntByImage: 2,
    });
  });
});
