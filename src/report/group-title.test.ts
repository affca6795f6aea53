import { describe, expect, it } from "vitest";
import { groupTitle } from "./group-title.js";

const label = { name: "lesion", valueNames: ["clear", "lesion"] };
const group = {
  name: "lesion, absent, present",
  label: 1,
  attributes: { marker: "absent", intensity: "present" },
  n: 3,
  accuracy: 0.5,
};

describe("groupTitle", () => {
  it("names each attribute beside its value", () => {
    expect(groupTitle(group, label)).toBe("lesion, marker=absent, intensity=present");
    expect(groupTitle({ ...group, label: 0, attributes: {} }, label)).toBe("clear");
  });

  it("names groups that are shown together", () => {
    const pooled = "absent (<5) + present";
    expect(groupTitle({ ...group, attributes: {}, pooled }, label)).toBe(
      "lesion, together: absent (<5) + present",
    );
  });

  it("refuses a group of another label", () => {
    expect(() => groupTitle({ ...group, label: 2 }, label)).toThrow(
      "groupTitle lesion: the group's label is not one of its values: expected [clear,lesion], got 2",
    );
  });
});
