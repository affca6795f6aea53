import { describe, expect, it } from "vitest";
import { parameterPath, passesOf } from "../../fixtures/optim/steps.js";
import { adam, adamConfig, adamW, adamWConfig, type AdamOptions } from "./adam.js";

const options: AdamOptions = { beta1: 0.5, beta2: 0.5, epsilon: 1e-12, weightDecay: 0 };
const gradients = [1, 2, -1];
// By hand: m = 1/2, 5/4, 1/8; v = 1/2, 9/4, 13/8; corrections 1/2, 3/4, 7/8.
const changes = [0.1, (0.1 * (5 / 3)) / Math.sqrt(3), (0.1 * (1 / 7)) / Math.sqrt(13 / 7)];

describe("adam", () => {
  it("makes three steps by hand", () => {
    const path = parameterPath(adam(options), 1, gradients, 0.1);
    let expected = 1;
    for (const [step, change] of changes.entries()) {
      expected -= change;
      expect(path[step]).toBeCloseTo(expected, 10);
    }
  });

  it("adds weight decay to the gradient", () => {
    const decayed = parameterPath(adam({ ...options, weightDecay: 0.5 }), 1, [1], 0.1);
    const shifted = parameterPath(adam(options), 1, [1.5], 0.1);
    expect(decayed).toEqual(shifted);
  });

  it("leaves a parameter whose gradient is always 0", () => {
    expect(parameterPath(adam(options), 1, [0, 0, 0], 0.1)).toEqual([1, 1, 1]);
  });

  it("makes ten passes over a parameter", () => {
    expect(passesOf(adam(options))).toBe(10);
  });

  it("keeps its digits late in a run", () => {
    const { rate, offset } = adam(adamConfig.parse({ name: "adam", lr: 1 })).scalars(1e6, 1e-3);
    // All corrections are 1: rate = lr·0.1/√0.001, offset = 1e-8/√0.001.
    expect(rate).toBeCloseTo((1e-3 * 0.1) / Math.sqrt(1e-3), 15);
    expect(offset).toBeCloseTo(1e-8 / Math.sqrt(1e-3), 15);
  });
});

describe("adamW", () => {
  it("makes three steps by hand: the decay acts on the parameter, not on the moments", () => {
    const path = parameterPath(adamW({ ...options, weightDecay: 0.1 }), 1, gradients, 0.1);
    let expected = 1;
    for (const [step, change] of changes.entries()) {
      expected = expected * 0.99 - change;
      expect(path[step]).toBeCloseTo(expected, 10);
    }
  });

  it("is adam without decay, in as many passes", () => {
    const own = parameterPath(adamW(options), 1, gradients, 0.1);
    expect(own).toEqual(parameterPath(adam(options), 1, gradients, 0.1));
    expect(passesOf(adamW(options))).toBe(10);
  });
});

it("has PyTorch's defaults", () => {
  const shared = { lr: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  expect(adamConfig.parse({ name: "adam", lr: 1e-3 })).toEqual({
    name: "adam",
    ...shared,
    weightDecay: 0,
  });
  expect(adamWConfig.parse({ name: "adamw", lr: 1e-3 })).toEqual({
    name: "adamw",
    ...shared,
    weightDecay: 0.01,
  });
});
