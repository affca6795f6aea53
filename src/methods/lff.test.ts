import { describe, expect, it } from "vitest";
import { golden, linearContext } from "../../fixtures/methods/golden.js";
import { at } from "../base/ndarray.js";
import { createRng } from "../base/rng.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { clipByGlobalNorm } from "../optim/clip.js";
import { lff } from "./lff.js";
import type { BuiltMethod, MethodContext } from "./method.js";

const context: MethodContext = {
  ...linearContext,
  label: { name: "disease", classes: 2 },
  attributes: [],
};
const { label, images, batches, start, end, terms, averages } = golden.lff;
const settings = lff.config.parse({ name: "lff" });
const names = {
  "encoder.weight": "encoder.fc1.weight",
  "encoder.bias": "encoder.fc1.bias",
  "head.weight": "head.disease.weight",
  "head.bias": "head.disease.bias",
} as const;
const nets = [
  ["debiased", ""],
  ["biased", "biased."],
] as const;

type State = Record<string, ArrayLike<number>>;

function goldenState(method: BuiltMethod): State {
  const state: State = { ...method.initialState(createRng(0)) };
  for (const [net, prefix] of nets) {
    for (const [theirs, ours] of Object.entries(names)) {
      const name = `${prefix}${ours}`;
      expect(state).toHaveProperty([name]);
      state[name] = at([start[net][theirs] ?? []], 0);
    }
  }
  return state;
}

/** One step in float64: all outputs by name. */
function step(
  method: BuiltMethod,
  state: State,
  rows: readonly number[],
  { labels = label, pixels = images } = {},
) {
  const phase = at(method.phases, 0);
  const scalars = phase.scalars({ step: 1, fraction: 0, learningRate: 0.1 });
  const given: Record<string, readonly number[]> = {
    image: rows.flatMap((row) => at(pixels, row)),
    label: rows.map((row) => at(labels, row)),
    row: rows,
    randomKey: [1],
  };
  const feeds = phase.program.inputs.map(({ name, tensor }) => {
    const values = given[name] ?? state[name] ?? [scalars[name] ?? NaN];
    return [name, referenceArray(tensor.shape, (index) => values[index] ?? NaN)] as const;
  });
  const outputs = evaluateReference(phase.program, Object.fromEntries(feeds));
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data]));
}

describe("lff", () => {
  it("takes two steps as PyTorch does by the official algorithm, rows seen again", () => {
    const method = lff.build(settings, context);
    let state = goldenState(method);
    for (const [index, rows] of batches.entries()) {
      const outputs = step(method, state, rows);
      const [weighted, generalised, weight] = at(terms, index);
      expect(outputs["term/disease"]?.[0]).toBeCloseTo(weighted ?? NaN, 9);
      expect(outputs["term/biased"]?.[0]).toBeCloseTo(generalised ?? NaN, 9);
      expect(outputs["term/weight"]?.[0]).toBeCloseTo(weight ?? NaN, 9);
      state = { ...state, ...outputs };
    }
    for (const [net, prefix] of nets) {
      for (const [theirs, ours] of Object.entries(names)) {
        for (const [index, value] of (end[net][theirs] ?? []).entries()) {
          expect(state[`${prefix}${ours}`]?.[index]).toBeCloseTo(value, 8);
        }
      }
      for (const [row, value] of averages[net].entries()) {
        const table = state[`difficulty.${net}`];
        expect(table?.[2 * row + at(label, row)]).toBeCloseTo(value, 9);
        expect(table?.[2 * row + 1 - at(label, row)]).toBe(0);
      }
    }
  });

  it("gives a row without label no part, and one that comes twice one place in the average", () => {
    const method = lff.build(settings, context);
    const state = goldenState(method);
    const labels = label.map((value, row) => (row === 3 ? -1 : value));
    const outputs = step(method, state, [0, 1, 2, 3], { labels });
    expect([...(outputs["difficulty.seen"] ?? [])].slice(6, 8)).toEqual([0, 0]);
    const pixels = images.map((image, row) =>
      row === 3 ? image.map((value) => value + 5) : image,
    );
    expect(step(method, state, [0, 1, 2, 3], { labels, pixels })).toEqual(outputs);
    expect(step(method, state, [0, 1, 2, 3], { pixels })).not.toEqual(
      step(method, state, [0, 1, 2, 3]),
    );
    const twice = step(method, state, [0, 1, 1, 2]);
    const once = step(method, state, [0, 1, 2, 2]);
    expect(twice["difficulty.biased"]?.[3]).toBeCloseTo(at(once["difficulty.biased"] ?? [], 3), 12);
  });

  it("clips each network by its own norm", () => {
    const clipped = (network: Partial<MethodContext>) => {
      const method = lff.build(settings, { ...context, ...network });
      return step(method, goldenState(method), at(batches, 0));
    };
    const free = clipped({});
    const short = clipped({ gradientTransform: clipByGlobalNorm(1e-2) });
    const state = goldenState(lff.build(settings, context));
    const norm = (outputs: Record<string, ArrayLike<number>>, prefix: string) =>
      Math.hypot(
        ...Object.values(names).flatMap((name) =>
          Array.from(
            outputs[prefix + name] ?? [],
            (value, index) => value - at(state[prefix + name] ?? [], index),
          ),
        ),
      );
    for (const [, prefix] of nets) {
      expect(norm(free, prefix)).toBeGreaterThan(1e-2);
      expect(norm(short, prefix)).toBeCloseTo(0.1 * 1e-2, 6);
    }
  });

  it("predicts by the debiased network, which starts as erm's", () => {
    const method = lff.build(settings, context);
    const read = method.predict.inputs.map(({ name }) => name);
    expect(read).toContain("head.disease.weight");
    expect(read.filter((name) => name.startsWith("biased."))).toEqual([]);
  });
});
