import { describe, expect, it } from "vitest";
import { z } from "zod";
import { expectedWords, joinOr, namesOf, showValue, valueWords } from "./value-words.js";

const target = z.union([
  z.number().min(0).max(1),
  z.enum(["invert", "balanced"]),
  z.templateLiteral(["rotated-", z.int().positive()]),
]);

describe("valueWords", () => {
  it.each([
    [z.number(), "number"],
    [z.number().min(0), "number >= 0"],
    [z.number().positive(), "number > 0"],
    [z.number().min(0).max(1), "number 0..1"],
    [z.number().min(0).lt(1), "number >= 0 and < 1"],
    [z.number().gt(0).max(1), "number > 0 and <= 1"],
    [z.int(), "whole number"],
    [z.int().positive(), "whole number >= 1"],
    [z.number().int().nonnegative(), "whole number >= 0"],
    [z.int().min(16).max(64), "whole number >= 16 and <= 64"],
    [z.string(), "text"],
    [z.boolean().default(true), "true | false"],
    [z.literal("native"), "native"],
    [z.enum(["a", "b"]).nullable().default(null), "a | b or null"],
    [z.array(z.number()), "list of number"],
    [z.array(z.enum(["a", "b"])).min(1), "list of 1 or more a | b"],
    [z.array(z.int()).readonly(), "list of whole number"],
    [z.tuple([z.number(), z.number()]), "list of 2 number"],
    [z.strictObject({}), "keys below"],
    [z.union([z.literal("native"), z.strictObject({})]), "native or keys below"],
    [z.strictObject({}).nullable(), "keys below or null"],
    [z.record(z.string(), z.unknown()), "map"],
    [
      z.record(z.string(), z.union([z.literal("max"), z.int().positive()])),
      "map of max | whole number >= 1",
    ],
    [z.record(z.string(), target), "map of number 0..1 | invert | balanced | rotated-k"],
    [
      z.union([target, z.record(z.string(), target)]),
      "number 0..1 | invert | balanced | rotated-k or map of these",
    ],
    [z.record(z.string(), z.record(z.string(), z.string())), "map of map of text"],
  ])("schema %#", (schema, words) => {
    expect(valueWords(schema, "keys below")).toBe(words);
  });
});

describe("expectedWords", () => {
  it("makes a phrase of all that is allowed, each once", () => {
    expect(expectedWords([z.literal("a"), z.literal("b"), z.literal("a")])).toBe("a or b");
    expect(expectedWords([z.union([target, z.record(z.string(), target)])])).toBe(
      "a number 0..1, invert, balanced, rotated-k or a map of these",
    );
    expect(expectedWords([z.strictObject({}), z.strictObject({})])).toBe("a map of keys");
  });
});

describe("namesOf", () => {
  it("leaves out what has no name", () => {
    expect(namesOf([target, z.string(), z.boolean()])).toEqual([
      "invert",
      "balanced",
      "rotated-k",
      "true",
      "false",
    ]);
  });
});

describe("joinOr", () => {
  it.each([
    [[], ""],
    [["a"], "a"],
    [["a", "b"], "a or b"],
    [["a", "b", "c"], "a, b or c"],
  ])("%j", (words, text) => {
    expect(joinOr(words)).toBe(text);
  });
});

describe("showValue", () => {
  it.each([
    ["erm", "erm"],
    ["3", '"3"'],
    [1.5, "1.5"],
    [null, "null"],
    [{ name: "erm", of: ["a", 1] }, "{name: erm, of: [a, 1]}"],
    ["two\nlines", '"two\\nlines"'],
    ["x".repeat(81), `${"x".repeat(79)}…`],
  ])("shows %j as it stands in a run file", (value, text) => {
    expect(showValue(value)).toBe(text);
  });

  it("shortens on request only", () => {
    expect(showValue("abcdef", 4)).toBe("abc…");
    expect(showValue("x".repeat(200), Infinity)).toHaveLength(200);
  });
});
