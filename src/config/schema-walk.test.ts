import { describe, expect, it } from "vitest";
import { z } from "zod";
import { childOf, keysOf, membersOf, pathsOf, schemasAt } from "./schema-walk.js";

const sgd = z.strictObject({ name: z.literal("sgd"), lr: z.number(), momentum: z.number() });
const adam = z.strictObject({ name: z.literal("adam"), lr: z.number(), beta: z.number() });
const train = z.strictObject({
  rule: z.discriminatedUnion("name", [sgd, adam]).optional(),
  clip: z.number().nullable().default(null),
  list: z.array(z.strictObject({ inner: z.string() })).readonly(),
  sets: z.record(z.string(), z.union([z.literal("max"), z.int()])),
});
const root = z.strictObject({ train: train.prefault({} as never), seed: z.int() });

const kinds = (schemas: readonly z.core.$ZodType[]) => schemas.map(({ _zod }) => _zod.def.type);

describe("membersOf", () => {
  it("takes off wrappers and opens unions", () => {
    expect(kinds(membersOf(train.shape.clip))).toEqual(["number", "null"]);
    expect(membersOf(train.shape.rule)).toEqual([sgd, adam]);
  });

  it("takes the variant that the value names, if it names one", () => {
    expect(membersOf(train.shape.rule, { name: "adam" })).toEqual([adam]);
    expect(membersOf(train.shape.rule, { name: "lion" })).toEqual([sgd, adam]);
    expect(membersOf(train.shape.rule, "adam")).toEqual([sgd, adam]);
  });
});

describe("schemasAt", () => {
  const at = (path: readonly PropertyKey[], value?: unknown) => kinds(schemasAt(root, path, value));

  it("goes through objects, lists, maps and unions", () => {
    expect(at([])).toEqual(["object"]);
    expect(at(["train", "list", 0, "inner"])).toEqual(["string"]);
    const pair = z.strictObject({ between: z.tuple([z.number(), z.string()]) });
    expect(kinds(schemasAt(pair, ["between", 1], undefined))).toEqual(["string"]);
    expect(at(["train", "sets", "any"])).toEqual(["union"]);
    expect(at(["train", "rule", "lr"])).toEqual(["number", "number"]);
    expect(at(["train", "rule", "lr"], { train: { rule: { name: "sgd" } } })).toEqual(["number"]);
  });

  it("is empty where no key is legal, also for names that every object has", () => {
    expect(at(["train", "nothing"])).toEqual([]);
    expect(at(["constructor"])).toEqual([]);
    expect(at(["seed", "below"])).toEqual([]);
  });
});

describe("keysOf", () => {
  it("lists the keys of the named variant, or of all", () => {
    expect(keysOf([train.shape.rule], { name: "adam" })).toEqual(["name", "lr", "beta"]);
    expect(new Set(keysOf([train.shape.rule]))).toEqual(
      new Set(["name", "lr", "momentum", "beta"]),
    );
    expect(keysOf([root.shape.seed])).toEqual([]);
  });
});

describe("pathsOf", () => {
  it("lists every key once, those of the named variant only", () => {
    const top = ["train", "train.rule"];
    const rest = ["train.clip", "train.list", "train.sets", "seed"];
    expect(pathsOf(root, { train: { rule: { name: "sgd" } } })).toEqual([
      ...top,
      ...["train.rule.name", "train.rule.lr", "train.rule.momentum"],
      ...rest,
    ]);
    expect(pathsOf(root, {})).toHaveLength(top.length + 4 + rest.length);
  });
});

describe("childOf", () => {
  it("is undefined where there is no such key", () => {
    expect(childOf({ a: 1 }, "a")).toBe(1);
    expect(childOf([5], 0)).toBe(5);
    expect(childOf({}, "toString")).toBeUndefined();
    expect(childOf(null, "a")).toBeUndefined();
    expect(childOf("text", "length")).toBeUndefined();
  });
});
