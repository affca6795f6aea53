/** Two layers of attention over four tokens, beside the same by whole matrices and loops. */
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { gradients } from "../../graph/gradient.js";
import { add, mul } from "../../graph/ops/elementwise.js";
import { matmul } from "../../graph/ops/matmul.js";
import { slice } from "../../graph/ops/movement.js";
import { softmax, sum } from "../../graph/ops/reduce.js";
import { input } from "../../graph/ops/source.js";
import { createProgram } from "../../graph/program.js";
import { evaluateReference } from "../../graph/reference.js";
import { compile } from "../../runtime/compile.js";
import { loadBackend } from "../../runtime/load.js";
import type { Tensor } from "../../graph/tensor.js";
import { classTokenRelevance, selfAttentions } from "./attention-rollout.js";

const [batch, heads, tokens, width] = [2, 3, 4, 5] as const;
const logits = [0, 1].map((layer) => input(`logits-${layer}`, [batch, heads, tokens, tokens]));
const values = input("values", [batch, heads, tokens, width]);
const weights = input("weights", [width]);

/** Values mixed by one attention after the other, which hangs on them; the score is read from the first token of all heads. */
function scoresOf(): Tensor {
  let mixed = values;
  for (const own of logits) {
    const alike = matmul(mixed, mixed, { transposeRight: true });
    mixed = matmul(softmax(add(own, alike)), mixed);
  }
  return sum(mul(slice(mixed, [{ axis: 2, start: 0, end: 1 }]), weights), { axes: [1, 2, 3] });
}

const scores = scoresOf();
const attentions = selfAttentions(scores, tokens);
const ways = gradients(sum(scores), attentions).filter((own) => own !== null);
const program = createProgram("rollout", {
  relevance: classTokenRelevance(attentions, ways),
  ...Object.fromEntries(attentions.map((own, layer) => [`attention-${layer}`, own])),
  ...Object.fromEntries(ways.map((own, layer) => [`way-${layer}`, own])),
});

type Arrays = Record<string, { shape: readonly number[]; data: Float64Array }>;
function run(change: (arrays: Arrays) => void = () => undefined) {
  const rng = createRng(7);
  const arrays: Arrays = Object.fromEntries(
    program.inputs.map(({ name, tensor: { shape } }) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      return [name, { shape, data: Float64Array.from({ length: size }, () => rng.normal()) }];
    }),
  );
  change(arrays);
  const found = evaluateReference(program, arrays);
  return (name: string) => Array.from(found[name]?.data ?? []);
}

/** R = (I + Ā_L) ⋯ (I + Ā_1) as it is written, and its first row without the first column. */
function byMatrices(of: (name: string) => number[], row: number, isRectified = true): number[] {
  let whole = Array.from({ length: tokens }, (_, i) => Array.from({ length: tokens }, (_, j) => Number(i === j))); // prettier-ignore
  for (const layer of [0, 1]) {
    const [attention, way] = [of(`attention-${layer}`), of(`way-${layer}`)];
    const mean = (i: number, j: number) => {
      let total = 0;
      for (let head = 0; head < heads; head++) {
        const entry = ((row * heads + head) * tokens + i) * tokens + j;
        const product = at(attention, entry) * at(way, entry);
        total += isRectified ? Math.max(0, product) : product;
      }
      return total / heads;
    };
    const before = whole;
    whole = before.map((own, i) => own.map((value, j) => value + before.reduce((sum, other, k) => sum + mean(i, k) * at(other, j), 0))); // prettier-ignore
  }
  return at(whole, 0).slice(1);
}

describe("classTokenRelevance", () => {
  it("finds the attentions of all layers, the first first, and no other softmax", () => {
    expect(attentions).toHaveLength(2);
    expect(selfAttentions(scores, tokens + 1)).toEqual([]);
    const of = run();
    // The first layer is read by all tokens of the second: only there do other rows have a way to the score.
    const otherRows = of("way-1").filter((_, entry) => Math.floor(entry / tokens) % tokens > 0);
    expect(otherRows.every((value) => value === 0)).toBe(true);
    expect(of("way-0").filter((_, entry) => Math.floor(entry / tokens) % tokens > 0)).not.toContain(0); // prettier-ignore
  });

  it("is the first row of the product of whole matrices, each picture by itself", () => {
    const of = run();
    const relevance = of("relevance");
    expect(relevance).toHaveLength(batch * (tokens - 1));
    for (let row = 0; row < batch; row++) {
      const own = relevance.slice(row * (tokens - 1), (row + 1) * (tokens - 1));
      byMatrices(of, row).forEach((value, place) => {
        expect(own[place]).toBeCloseTo(value, 12);
      });
      expect(Math.min(...own)).toBeGreaterThanOrEqual(0);
      // What speaks against the score does not count: without that it is something else.
      expect(Math.abs(at(own, 0) - at(byMatrices(of, row, false), 0))).toBeGreaterThan(1e-3);
    }
  });

  it("is all of the one patch that is looked at", () => {
    const of = run((arrays) => {
      for (const [name, { data }] of Object.entries(arrays)) {
        if (name.startsWith("logits"))
          data.forEach((_, entry) => (data[entry] = entry % tokens === 2 ? 500 : 0)); // prettier-ignore
        else data.fill(1);
      }
    });
    for (const row of [0, 1]) {
      const own = of("relevance").slice(row * 3, row * 3 + 3);
      expect(at(own, 0) + at(own, 2)).toBeLessThan(1e-100);
      expect(own[1]).toBeGreaterThan(0);
    }
  });

  it("is in ONNX Runtime what the reference says", async () => {
    const rng = createRng(9);
    const feeds = program.inputs.map(({ name, tensor: { shape } }) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      return [name, shape, Float32Array.from({ length: size }, () => rng.normal())] as const;
    });
    const executable = await compile(program, await loadBackend(), { threads: 1 });
    const found = await executable.run(Object.fromEntries(feeds.map(([name, , data]) => [name, data]))); // prettier-ignore
    await executable.dispose();
    const expected = evaluateReference(program, Object.fromEntries(feeds.map(([name, shape, data]) => [name, { shape, data: Float64Array.from(data) }]))); // prettier-ignore
    const own = found["relevance"] as Float32Array;
    expected["relevance"]?.data.forEach((value, entry) => {
      expect(Math.abs(at(own, entry) - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
    });
    expect(own).toHaveLength(batch * (tokens - 1));
  });
});
