/** Every loss against PyTorch: value and gradient (fixtures/nn/make.py). */
import { describe, expect, it } from "vitest";
import {
  createOperands,
  differentiate,
  engines,
  firstDifference,
  numbersOf,
  readCases,
  type LossCase,
} from "../../../fixtures/nn/replay.js";
import type { Tensor } from "../../graph/tensor.js";
import { binaryCrossEntropyWithLogits } from "./binary-cross-entropy.js";
import { crossEntropy } from "./cross-entropy.js";
import { focal } from "./focal.js";
import { huber, meanAbsoluteError, meanSquaredError } from "./regression.js";
import type { LossOptions } from "./reduce.js";

const losses: Readonly<
  Record<string, (prediction: Tensor, labels: Tensor, options: LossOptions) => Tensor>
> = {
  crossEntropy,
  focal,
  binaryCrossEntropyWithLogits,
  meanSquaredError,
  meanAbsoluteError,
  huber,
};

function buildCase(given: LossCase, labelsAs: "float32" | "int32" | "int64") {
  const operands = createOperands();
  const prediction = operands.add("prediction", given.prediction);
  const labels = operands.add("labels", given.labels, labelsAs);
  const weights = given.weights === null ? null : operands.add("weights", given.weights);
  const loss = losses[given.loss];
  if (loss === undefined) throw new Error(`no loss ${given.loss}`);
  const output = loss(prediction, labels, {
    ...given.settings,
    reduction: given.reduction,
    ...(weights === null ? {} : { weights }),
  });
  return { operands, program: differentiate(output, given.cotangent, { prediction }) };
}

const cases = readCases<LossCase>("losses.json").flatMap((given) =>
  (given.labelsAre === "float32" ? (["float32"] as const) : (["int32", "int64"] as const)).map(
    (labelsAs) => ({ ...given, labelsAs }),
  ),
);

describe.each(cases)("$name, $labelsAs labels", (given) => {
  it.each(Object.entries(engines))("equals PyTorch on the %s engine", async (_, engine) => {
    const { operands, program } = buildCase(given, given.labelsAs);
    const ours = await engine.run(program, operands);
    expect(firstDifference(ours["output"], given.value, engine)).toBeNull();
    const gradient = ours["gradient/prediction"] ?? [];
    expect(firstDifference(gradient, given.gradient, engine)).toBeNull();
    for (const [index, value] of numbersOf(given.gradient).entries()) {
      if (value === 0) expect(gradient[index]).toBe(0);
    }
  });
});
