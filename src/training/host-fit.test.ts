import { describe, expect, it } from "vitest";
import { memoryFiles, quietPorts, tinyJob } from "../../fixtures/training/tiny-job.js";
import { combat } from "../methods/combat.js";
import { erm } from "../methods/erm.js";
import { dfr } from "../methods/dfr.js";
import type { BuiltMethod, MethodContext } from "../methods/method.js";
import { residualise } from "../methods/residualise.js";
import { compile } from "../runtime/compile.js";
import { decodeCheckpoint } from "./checkpoint.js";
import { checkJob } from "./host-fit.js";
import { runTraining } from "./loop.js";
import { attributeNames } from "./model-rows.js";
import { predictSet } from "./predict-set.js";
import { runFileNames, type RunFiles } from "./run-files.js";

const arraysOf = (files: RunFiles) =>
  decodeCheckpoint(files.read(runFileNames.lastCheckpoint) ?? new Uint8Array(), "last").arrays;

const builds: Readonly<Record<string, (context: MethodContext) => BuiltMethod>> = {
  dfr: (context) => dfr.build(dfr.config.parse({ name: "dfr", subsets: 2 }), context),
  residualise: (context) =>
    residualise.build(residualise.config.parse({ name: "residualise" }), context),
  combat: (context) => combat.build(combat.config.parse({ name: "combat" }), context),
  erm: (context) => erm.build({ name: "erm" }, context),
};
const change = { head: "linear", features: 2 } as const;
const selection = { rule: "last", burnIn: 0, minCount: 1 } as const;

/** Validation is the training set here: the tiny one has groups of a single row. */
async function jobOf(name: string) {
  const job = await tinyJob({ epochs: 1, selection }, builds[name], change);
  return { ...job, validation: job.train };
}

async function selectedOf(name: string, files = memoryFiles(), stopAfter = Infinity) {
  const outcome = await runTraining(await jobOf(name), quietPorts(files, stopAfter));
  return outcome.status === "finished" ? outcome.selected : null;
}

describe("runTraining with a fit on the host", () => {
  it("trains as erm, byte for byte, and fits what predict reads after the last epoch", async () => {
    const plain = memoryFiles();
    await selectedOf("erm", plain);
    for (const name of ["dfr", "residualise", "combat"]) {
      const files = memoryFiles();
      const selected = await selectedOf(name, files);
      expect(files.read(runFileNames.metrics)).toEqual(plain.read(runFileNames.metrics));
      expect(arraysOf(files)).toMatchObject(arraysOf(plain));
      const changed = Object.entries(arraysOf(files)).filter(([key, values]) =>
        values.some((value, index) => selected?.[key]?.[index] !== value),
      );
      const names = changed.map(([key]) => key).filter((key) => !key.startsWith("adjust."));
      expect(names.sort()).toEqual(["head.lesion.bias", "head.lesion.weight"]);
      expect(changed.length > 2).toBe(name !== "dfr");
      // Asked again at its end, and stopped on the way: the same numbers.
      expect(await selectedOf(name, files)).toEqual(selected);
      const stopped = memoryFiles();
      expect(await selectedOf(name, stopped, 3)).toBeNull();
      expect(await selectedOf(name, stopped)).toEqual(selected);
    }
  });

  it("feeds predict the attributes, and says so where they are not given", async () => {
    const job = await jobOf("residualise");
    const selected = await selectedOf("residualise");
    if (selected === null) throw new Error("stopped");
    const predict = await compile(job.method.predict, job.backend, { threads: 1 });
    const told = await predictSet(predict, selected, job.validation, attributeNames(job));
    const { set } = job.validation;
    const unknown = { ...set, attributes: set.attributes.map((column) => column.map(() => -1)) };
    const images = { ...job.validation, set: unknown };
    const untold = await predictSet(predict, selected, images, attributeNames(job));
    expect(told["features"]).not.toEqual(untold["features"]);
    await expect(predictSet(predict, selected, images)).rejects.toThrow(
      "predict: input attribute/marker is not fed",
    );
    await predict.dispose();
  });

  it("finds before training that validation lacks a group", async () => {
    const job = await jobOf("dfr");
    checkJob(job);
    const { set } = job.validation;
    const none = {
      ...set,
      attributes: set.attributes.map((column) => new Int32Array(column.length)),
    };
    expect(() => checkJob({ ...job, validation: { ...job.validation, set: none } })).toThrow(
      /^set validation: dfr has too few rows of lesion 0, \w+ 0, \w+ 1: expected 2 or more of every group, got 0\. /,
    );
  });
});
