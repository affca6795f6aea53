import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseRunConfig } from "../config/parse-config.js";
import { methodNotes } from "./method-notes.js";

const notes = (method: string, sampling = "rebalance") =>
  methodNotes(
    parseRunConfig(readFileSync("examples/phantom-mimm.yml", "utf8"), "run.yml", [
      `method=${method}`,
      `sampling=${sampling}`,
    ]),
  );

it("says that rebalanced rows leave mimm-x little to penalise", () => {
  expect(notes("{name: mimm-x}")).toEqual([expect.stringContaining("method.distribution=natural")]);
});

it.each([
  ["{name: mimm-x, distribution: natural}", "rebalance"],
  ["{name: mimm-x}", "natural"],
  ["{name: mimm-x, lambda: 0}", "rebalance"],
  ["{name: multitask}", "rebalance"],
])("has nothing to say of %s with sampling %s", (method, sampling) => {
  expect(notes(method, sampling)).toEqual([]);
});
