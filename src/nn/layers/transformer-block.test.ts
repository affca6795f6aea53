import { describe, expect, it } from "vitest";
import { errorOf, evaluateLayer } from "../../../fixtures/nn/evaluate.js";
import { createRng } from "../../base/rng.js";
import { transformerBlock } from "./transformer-block.js";

const block = transformerBlock({ features: 2, heads: 1, hidden: 3 });
const x = { shape: [1, 2, 2], values: [1, 2, 3, -4] };

/** Numbers against torchvision: test/encoder-fidelity.test.ts. */
describe("transformerBlock", () => {
  it("has torchvision's arrays", () => {
    expect(Object.keys(block.parameters)).toEqual([
      ...["ln_1.weight", "ln_1.bias"],
      ...["inWeight", "inBias", "outWeight", "outBias"].map((name) => `self_attention.${name}`),
      ...["ln_2.weight", "ln_2.bias", "mlp.0.weight", "mlp.0.bias", "mlp.3.weight", "mlp.3.bias"],
    ]);
  });

  it("is the identity where both ways end in zeros", () => {
    const closed = (name: string) => Number(!/outWeight|outBias|mlp\.3/.test(name));
    expect([...evaluateLayer(block, x, "train", closed).values]).toEqual(x.values);
  });

  it("adds to each token by both ways, and the same in evaluation", () => {
    // Attention gives 0; the norms of the tokens are [−1, 1] and [1, −1]; the MLP gives GELU of the first element twice.
    const open = (name: string, index: number) => {
      if (name === "ln_2.weight" || name === "mlp.3.weight") return 1;
      return Number(name === "mlp.0.weight" && index === 0);
    };
    const { values } = evaluateLayer(block, x, "train", open);
    // GELU(−1) = −0.158655, GELU(1) = 0.841345.
    for (const [index, expected] of [0.841345, 1.841345, 3.841345, -3.158655].entries()) {
      expect(values[index]).toBeCloseTo(expected, 5);
    }
    expect(evaluateLayer(block, x, "evaluate", open).values).toEqual(values);
  });

  it("draws the MLP Xavier uniform, its biases close to 0", () => {
    const { parameters } = transformerBlock({ features: 192, heads: 3, hidden: 768 });
    const draw = (name: string) => {
      const spec = parameters[name];
      return spec?.init(createRng(5), spec.shape) ?? new Float32Array();
    };
    const largest = draw("mlp.0.weight").reduce(
      (best, value) => Math.max(best, Math.abs(value)),
      0,
    );
    expect(largest / Math.sqrt(6 / 960)).toBeCloseTo(1, 2);
    const bias = draw("mlp.3.bias");
    const deviation = Math.sqrt(bias.reduce((sum, value) => sum + value * value, 0) / bias.length);
    expect(deviation / 1e-6).toBeCloseTo(1, 0);
  });

  it("refuses heads that do not divide the features", () => {
    expect(errorOf(() => transformerBlock({ features: 4, heads: 3, hidden: 3 }))).toBe(
      "ShapeError: multiHeadAttention: heads do not divide the features (features 4, heads 3)",
    );
  });
});
