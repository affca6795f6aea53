import { expect, it } from "vitest";
import { flushSubnormals } from "./flush-subnormals.js";

const smallestNormal = 2 ** -126;

it("sets what is below 2⁻¹²⁶ to 0, and leaves the rest bit by bit", () => {
  const kept = [1, -1, smallestNormal, -smallestNormal, Infinity, -Infinity, NaN, 2 ** 127, 0];
  const lost = [smallestNormal / 2, -smallestNormal / 4, 2 ** -149, -(2 ** -149)];
  const values = Float32Array.from([...kept, ...lost]);
  flushSubnormals({ values });
  expect([...values]).toEqual([...kept, 0, 0, 0, 0]);
});

it("reaches a moment that decays for ever, which rounding keeps from 0", () => {
  const moment = Float32Array.of(2 ** -149);
  for (let step = 0; step < 1000; step++) moment[0] = (moment[0] ?? 0) * 0.9;
  expect(moment[0]).toBe(2 ** -149);
  flushSubnormals({ moment });
  expect(moment[0]).toBe(0);
});

it("sees a part of a buffer alone", () => {
  const whole = Float32Array.of(1e-40, 1e-40, 1e-40);
  flushSubnormals({ part: whole.subarray(1, 2) });
  expect(Array.from(whole, (value) => value === 0)).toEqual([false, true, false]);
});
