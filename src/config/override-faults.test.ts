import { describe, expect, it } from "vitest";
import { z } from "zod";
import { partIssues } from "./override-faults.js";

const schema = z.strictObject({
  seed: z.int(),
  train: z.strictObject({ epochs: z.int(), batch: z.int() }),
  method: z.discriminatedUnion("name", [
    z.strictObject({ name: z.literal("erm") }),
    z.strictObject({ name: z.literal("mimm"), lambda: z.number() }),
  ]),
});
const legal = { seed: 0, train: { epochs: 1, batch: 2 }, method: { name: "erm" } };

/** Paths and keys of the faults of the file and of the overrides. */
function parted(value: object, overrides: readonly string[], prefix: readonly string[] = []) {
  const issues = schema.safeParse({ ...legal, ...value }).error?.issues ?? [];
  const names = (list: readonly z.core.$ZodIssue[]) =>
    list.map((issue) =>
      [...issue.path, ...(issue.code === "unrecognized_keys" ? [issue.keys.join("+")] : [])].join(
        ".",
      ),
    );
  const { ofFile, ofOverrides } = partIssues(issues, prefix, overrides);
  return [names(ofFile), names(ofOverrides)];
}

describe("partIssues", () => {
  it.each<[string, object, string[], [string[], string[]]]>([
    ["a value", { seed: "x" }, ["seed=x"], [[], ["seed"]]],
    ["a value of the file", { seed: "x" }, ["train.epochs=2"], [["seed"], []]],
    ["unknown keys of both", { epoch: 3, sed: 1 }, ["epoch=3"], [["sed"], ["epoch"]]],
    ["a map made of a number", { seed: { x: 1 } }, ["seed.x=1"], [[], ["seed"]]],
    [
      "a block that lacks a key",
      { train: { batch: 2 } },
      ["train={batch: 2}"],
      [[], ["train.epochs"]],
    ],
    [
      "a key that the block of the file lacks",
      { train: { batch: 2 } },
      ["train.batch=2"],
      [["train.epochs"], []],
    ],
    [
      "another variant",
      { method: { name: "erm", lambda: 1 } },
      ["method.name=erm"],
      [[], ["method.lambda"]],
    ],
    ["the file's own variant", { method: { name: "erm", lambda: 1 } }, [], [["method.lambda"], []]],
    [
      "a key of a like beginning",
      { train: { epochs: "x", batch: 2 } },
      ["train.epoch=3"],
      [["train.epochs"], []],
    ],
  ])("parts %s", (_, value, overrides, expected) => {
    expect(parted(value, overrides)).toEqual(expected);
  });

  it("knows where in the file the value stands", () => {
    expect(parted({ seed: "x" }, ["model.options.seed=x"], ["model", "options"])).toEqual([[], ["seed"]]); // prettier-ignore
    expect(parted({ hidden: 1 }, ["model.encoder=mlp"], ["model", "options"])).toEqual([[], ["hidden"]]); // prettier-ignore
    expect(parted({ seed: "x" }, ["seed=x"], ["model", "options"])).toEqual([["seed"], []]);
  });
});
