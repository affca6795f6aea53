import { describe, expect, it } from "vitest";
import { golden } from "../../../../fixtures/encoders/cases.js";
import { dicomUid } from "./uid.js";

describe("dicomUid", () => {
  it("is 2.25 and the number of Python's uuid5", () => {
    const names = Object.entries(golden.uids);
    expect(names.length).toBe(4);
    for (const [name, uid] of names) expect(dicomUid(name)).toBe(uid);
  });

  it("is a legal UID of its own for each name", () => {
    const uids = Array.from({ length: 2000 }, (_, index) => dicomUid(`name ${index}`));
    expect(new Set(uids).size).toBe(2000);
    for (const uid of uids) expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
  });
});
