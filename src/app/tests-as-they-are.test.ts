import { expect, it } from "vitest";
import type { RealisedTable } from "../data/sampling/realised-table.js";
import { testsAsTheyAre } from "./tests-as-they-are.js";

const table = (set: string, ...asked: readonly (number | null)[]): RealisedTable => ({
  ...{ set, pool: "test", n: 10, leftOut: 0, label: "lesion" },
  cells: asked.map((own) => ({ label: "yes", attributes: {}, count: 5, share: 0.5, asked: own, available: 5 })), // prettier-ignore
});

it("names the tests without an asked share, and neither training nor validation", () => {
  const native = [table("train", null), table("validation", null), table("iid", null, null)];
  expect(testsAsTheyAre(native)).toEqual(["iid"]);
  const drawn = [table("train", 0.5), table("iid", 0.9, 0.1), table("natural", null, null)];
  expect(testsAsTheyAre(drawn)).toEqual(["natural"]);
});
