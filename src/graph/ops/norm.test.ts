import { describe, expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { at } from "../../base/ndarray.js";
import { gradients } from "../gradient.js";
import { createProgram } from "../program.js";
import { evaluateReference } from "../reference.js";
import type { Tensor } from "../tensor.js";
import { mul } from "./elementwise.js";
import { batchNorm, batchNormInference, groupNorm, instanceNorm, layerNorm } from "./norm.js";
import { reshape, sum } from "./reduce.js";
import { constant, input } from "./source.js";

const rng = createRng("norm");
const random = (...shape: number[]) =>
  constant(
    Array.from({ length: shape.reduce((size, extent) => size * extent, 1) }, () => rng.normal()),
    shape,
  );
const evaluate = (outputs: Readonly<Record<string, Tensor>>) =>
  evaluateReference(createProgram("p", outputs), {});
const values = (y: Tensor) => [...(evaluate({ y })["y"]?.data ?? [])];
const ones = (count: number) => constant(new Array<number>(count).fill(1), [count]);
const zeros = (count: number) => constant(new Array<number>(count).fill(0), [count]);

describe("batchNorm", () => {
  it("leaves mean 0 and variance 1, and gives back the statistics", () => {
    const x = constant([1, 10, 2, 20, 3, 30], [3, 2]);
    const [y, mean, variance] = batchNorm(x, ones(2), zeros(2), 0);
    expect(values(mean)).toEqual([2, 20]);
    expect(values(variance)[0]).toBeCloseTo(2 / 3, 14);
    expect(values(variance)[1]).toBeCloseTo(200 / 3, 12);
    const root = Math.sqrt(1.5);
    for (const [index, value] of [-root, -root, 0, 0, root, root].entries()) {
      expect(at(values(y), index)).toBeCloseTo(value, 14);
    }
  });

  it("gives the bias where a channel is constant", () => {
    const [y] = batchNorm(constant([4, 4, 4], [3, 1]), ones(1), constant([7], [1]), 1e-5);
    expect(values(y)).toEqual([7, 7, 7]);
  });

  it("has an x gradient orthogonal to a shift and a scaling of x", () => {
    // y does not change when all values of a channel move together, so Σ dx = 0; with epsilon 0 nor when
    // they are scaled, so Σ dx·x = 0.
    const [x, weight] = [random(5, 2, 3), random(5, 2, 3)];
    const fed = input("x", [5, 2, 3]);
    const loss = sum(mul(batchNorm(fed, random(2), random(2), 0)[0], weight));
    const [dx = null] = gradients(loss, [fed]);
    const feeds = { x: { shape: x.shape, data: Float64Array.from(values(x)) } };
    const programs = { shift: sum(dx ?? fed), scale: sum(mul(dx ?? fed, fed)) };
    const got = evaluateReference(createProgram("p", programs), feeds);
    expect(at(got["shift"]?.data ?? [], 0)).toBeCloseTo(0, 12);
    expect(at(got["scale"]?.data ?? [], 0)).toBeCloseTo(0, 12);
  });

  it("lets gradients of the statistics through where only they are used", () => {
    const x = input("x", [2, 1]);
    const [, mean, variance] = batchNorm(x, ones(1), zeros(1), 0);
    const [dMean = null] = gradients(sum(mean), [x]);
    const [dVariance = null] = gradients(sum(variance), [x]);
    const feeds = { x: { shape: [2, 1], data: Float64Array.of(1, 4) } };
    const got = evaluateReference(
      createProgram("p", { mean: dMean ?? x, variance: dVariance ?? x }),
      feeds,
    );
    // variance = (x₀ − x₁)²/4: gradient ∓(x₁ − x₀)/2.
    expect([...(got["mean"]?.data ?? [])]).toEqual([0.5, 0.5]);
    expect([...(got["variance"]?.data ?? [])]).toEqual([-1.5, 1.5]);
  });

  it("refuses a batch of one value a channel, and scales of another length", () => {
    expect(() => batchNorm(random(1, 3), ones(3), zeros(3), 1e-5)).toThrow(
      "batchNorm: one value a channel has no variance (x [1,3]). Use a batch of at least 2.",
    );
    expect(() => batchNorm(random(2, 3), ones(2), zeros(3), 1e-5)).toThrow(
      "batchNorm: scale: expected [3], got [2]",
    );
    expect(() => batchNorm(random(3), ones(3), zeros(3), 1e-5)).toThrow(
      "batchNorm: x needs batch and channel axes: got [3]",
    );
  });
});

describe("batchNormInference", () => {
  it("equals batchNorm when it is given the batch's statistics", () => {
    const [x, scale, bias] = [random(4, 2, 3), random(2), random(2)];
    const [y, mean, variance] = batchNorm(x, scale, bias, 1e-3);
    const fixed = batchNormInference(x, { scale, bias, mean, variance }, 1e-3);
    const want = values(y);
    for (const [index, value] of values(fixed).entries()) {
      expect(value).toBeCloseTo(at(want, index), 12);
    }
  });
});

describe("layerNorm, groupNorm, instanceNorm", () => {
  it("agree where they mean the same", () => {
    const x = random(2, 4, 3);
    const group = values(groupNorm(x, ones(4), zeros(4), { groups: 1, epsilon: 1e-5 }));
    const flat = reshape(x, [2, 12]);
    const layer = values(layerNorm(flat, ones(12), zeros(12), 1e-5));
    expect(group).toEqual(layer);
    const instance = values(instanceNorm(x, ones(4), zeros(4), 1e-5));
    expect(instance).toEqual(values(groupNorm(x, ones(4), zeros(4), { groups: 4, epsilon: 1e-5 })));
    expect(instance).not.toEqual(group);
  });

  it("refuse operands that do not fit", () => {
    expect(() => layerNorm(random(2, 3), ones(2), zeros(3), 1e-5)).toThrow(
      "layerNorm: scale: expected [3], got [2] (x [2,3])",
    );
    expect(() => groupNorm(random(2, 4), ones(4), zeros(4), { groups: 3, epsilon: 1e-5 })).toThrow(
      "groupNorm: groups must divide the channels (groups 3, x [2,4])",
    );
  });
});
