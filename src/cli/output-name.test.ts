import { describe, expect, it } from "vitest";
import { outputName } from "./output-name.js";

describe("outputName", () => {
  it.each([
    ["runs/chest", "chest"],
    ["runs/chest/", "chest"],
    ["theirs.csv", "theirs"],
    ["chest/cohort.yml", "chest-cohort"],
    ["chest/COHORT.YAML", "chest-COHORT"],
    ["chest/train.yml", "chest-train"],
    ["chest/model.onnx", "chest-model"],
    ["runs/chest/predictions.csv", "chest-predictions"],
    ["chest/theirs.v2.onnx", "theirs.v2"],
    ["/cohort.yml", "cohort"],
    ["cells/default/erm/seed-0", "erm-seed-0"],
    ["cells/default/erm/seed-0/fold-1/", "erm-seed-0-fold-1"],
    ["/fold-1", "fold-1"],
  ])("%s gives %s", (path, name) => {
    expect(outputName(path)).toBe(name);
  });

  it("tells two cohort files of the same name apart", () => {
    expect(outputName("a/cohort.yml")).not.toBe(outputName("b/cohort.yml"));
  });
});
