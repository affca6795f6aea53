import { describe, expect, it } from "vitest";
import { createGroupFinder } from "./one-group.js";

const find = (pattern: string, text: string) => createGroupFinder(pattern, "subject")(text);

describe("createGroupFinder", () => {
  it("finds the one group, named or not", () => {
    expect(find("patient(\\d+)", "train/patient00017/study1")).toBe("00017");
    expect(find("site-(?<value>\\p{L}+)/", "site-Z\u00fcrich/a.png")).toBe("Z\u00fcrich");
    expect(find("patient(\\d+)", "train/17")).toBeNull();
    expect(find("a(b)?(?:c)", "ac")).toBe("");
  });

  it("refuses other expressions", () => {
    expect(() => find("patient(\\d+", "")).toThrow(
      "subject: not a regular expression: got Invalid regular expression: /patient(\\d+/u: Unterminated group",
    );
    const advice =
      "Put brackets around the part that is wanted, as in `site-([A-Z]+)/`. Groups that are only for the expression are written (?:…).";
    expect(() => find("patient\\d+", "")).toThrow(
      `subject: number of groups of the regular expression: expected 1, got 0 (pattern patient\\d+). ${advice}`,
    );
    expect(() => find("(a)(b)", "")).toThrow(
      `subject: number of groups of the regular expression: expected 1, got 2 (pattern (a)(b)). ${advice}`,
    );
  });
});
