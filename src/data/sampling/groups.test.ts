import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageOf } from "../../../fixtures/sampling/toy-source.js";
import { groupOf } from "../dataset.js";
import { countGroups, countOfGroups, groupsOfSet, valuesOfGroup } from "./groups.js";

describe("groups", () => {
  it("numbers label-major, last attribute fastest, and back", () => {
    expect(valuesOfGroup(5, [2, 2])).toEqual([1, 0, 1]);
    expect(countOfGroups(3, [2, 4])).toBe(24);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
        fc.nat(),
        (sizes, draw) => {
          const group = draw % countOfGroups(3, sizes);
          const [label = -1, ...values] = valuesOfGroup(group, sizes);
          expect(groupOf(label, values, sizes)).toBe(group);
        },
      ),
    );
  });

  it("gives -1 to rows with a missing value and does not count them", () => {
    const groups = groupsOfSet(
      {
        name: "train",
        label: Int32Array.of(0, 1, -1, 1),
        attributes: [Int32Array.of(1, -1, 0, 2)],
      },
      [3],
    );
    expect([...groups]).toEqual([1, -1, -1, 5]);
    expect([...countGroups(groups, 6)]).toEqual([0, 1, 0, 0, 0, 1]);
  });

  it("refuses a set with another number of columns", () => {
    const set = { name: "train", label: Int32Array.of(0), attributes: [] };
    expect(messageOf(() => groupsOfSet(set, [2]))).toBe(
      "DataError: set train: number of attribute columns: expected 1, got 0",
    );
  });
});
