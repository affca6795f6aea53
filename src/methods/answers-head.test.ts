import { describe, expect, it } from "vitest";
import { splitContext } from "../../fixtures/methods/split-context.js";
import { at } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { crossEntropyOfAnswers } from "./answers-head.js";
import { groupDro } from "./group-dro.js";
import { requireNeeds, type BuiltMethod, type MethodContext } from "./method.js";
import { mimmX } from "./mimm-x.js";
import { multitask } from "./multitask.js";

const labels = ["mass", "fluid", "nodule"];
const context: MethodContext = {
  ...splitContext,
  label: { name: "labels", classes: 1, answers: { labels, loss: crossEntropyOfAnswers } },
  head: "linear",
  evaluationBatch: 6,
  trainingGroups: [6, 6, 6, 6],
  epochGroups: [6, 6, 6, 6],
  epochLabels: [24],
};
const given = [
  [1, 0, 1],
  [0, 0, -1],
  [1, -1, 0],
  [0, 1, 1],
  [-1, -1, -1],
  [1, 1, 0],
].flat();

/** One step of a method's first phase on a fixed batch. */
function step(method: BuiltMethod, answers: readonly number[] = given) {
  const phase = at(method.phases, 0);
  const { program } = phase;
  const state = method.initialState(createRng(1));
  const batch: Record<string, readonly number[]> = {
    image: Array.from({ length: 24 }, (_, i) => Math.sin(i)),
    label: [0, 0, 0, 0, 0, 0],
    "attribute/site": [0, 1, 1, 1, 0, 0],
    "attribute/sex": [0, 1, -1, 1, 0, -1],
    "answers/labels": answers,
    owner: [0, 1, 2, 3, 4, 5],
    randomKey: [1],
  };
  const scalars = phase.scalars({ step: 1, fraction: 0.5, learningRate: 0.1 });
  const feeds = program.inputs.map(({ name, tensor }) => {
    const values = batch[name] ?? state[name] ?? [scalars[name] ?? NaN];
    return [name, referenceArray(tensor.shape, (i) => values[i] ?? NaN)] as const;
  });
  const outputs = evaluateReference(program, Object.fromEntries(feeds));
  return { state, of: (name: string) => Array.from(outputs[name]?.data ?? []) };
}

const plain = multitask.build({ name: "multitask" } as never, context);

describe("a label of several answers", () => {
  it("has one output a label, and the mean cross-entropy of the known answers as its term", () => {
    const predict = evaluateReference(
      plain.predict,
      Object.fromEntries(
        plain.predict.inputs.map(({ name, tensor }) => {
          const state = plain.initialState(createRng(1));
          const values = state[name] ?? Array.from({ length: 24 }, (_, i) => Math.sin(i));
          return [name, referenceArray(tensor.shape, (i) => values[i] ?? NaN)] as const;
        }),
      ),
    );
    const logits = predict["logits/labels"];
    expect(logits?.shape).toEqual([6, 3]);
    const losses = given.flatMap((answer, index) => {
      const p = 1 / (1 + Math.exp(-(logits?.data[index] ?? NaN)));
      return answer < 0 ? [] : [-Math.log(answer === 1 ? p : 1 - p)];
    });
    expect(losses).toHaveLength(13);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(step(plain).of("term/labels")[0]).toBeCloseTo(mean, 6);
  });

  it("leaves the weights of a label alone whose answers are all missing", () => {
    const without = given.map((answer, index) => (index % 3 === 1 ? -1 : answer));
    const { state, of } = step(plain, without);
    const before = Array.from(state["head.labels.weight"] ?? []);
    const after = of("head.labels.weight");
    const changed = after.map((value, index) => value !== Math.fround(before[index] ?? NaN));
    // [3, 2] row by row: the second label's row stays.
    expect(changed).toEqual([true, true, false, false, true, true]);
    expect(step(plain).of("head.labels.weight")[2]).not.toBe(Math.fround(before[2] ?? NaN));
  });

  it("takes mimm-x's penalty: its part and those of the attributes", () => {
    const config = mimmX.config.parse({ name: "mimm-x", lambda: 1 });
    const terms = at(mimmX.build(config, context).phases, 0).terms;
    expect(terms).toContain("mine.labels.site.sex");
    expect(terms).toContain("labels");
  });

  it("is refused by methods that need classes", () => {
    expect(() => {
      requireNeeds(groupDro, context);
    }).toThrow(/group-dro learns classes, not several labels: got 3 labels. Choose erm/);
  });
});
