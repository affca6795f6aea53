import { expect, it } from "vitest";
import { agreedEffects } from "./agreed-effects.js";
import type { InterventionEffect } from "./intervention-effects.js";

function effectOf(part: string, effect: number, half: number, p: number): InterventionEffect {
  const interval = { low: effect - half, high: effect + half, level: 0.95, method: "t" };
  return { part, class: "yes", value: "b", effect, interval, p, n: 100 };
}

it("is away from 0 only where both controls are, on one side", () => {
  const found = agreedEffects(
    [effectOf("tone", 0.2, 0.1, 0.001), effectOf("frame", 0.2, 0.05, 0.001), effectOf("grain", 0.1, 0.05, 0.01)], // prettier-ignore
    [effectOf("grain", -0.1, 0.05, 0.02), effectOf("frame", 0.1, 0.05, 0.03), effectOf("tone", 0.01, 0.1, 0.8)], // prettier-ignore
  );
  if ("reason" in found) throw new Error(found.reason);
  expect(found.map(({ part, effect, p }) => [part, effect, p])).toEqual([
    ["frame", 0.1, 0.03],
    ["tone", 0.01, 0.8],
    ["grain", 0, 0.02],
  ]);
  const bounds = found.map(({ interval: { low, high } }) => [low, high]);
  const expected = [
    [0.05, 0.25],
    [-0.09, 0.3],
    [-0.15, 0.15],
  ];
  for (const [index, [low = NaN, high = NaN]] of bounds.entries()) {
    expect(low).toBeCloseTo(expected[index]?.[0] ?? NaN, 12);
    expect(high).toBeCloseTo(expected[index]?.[1] ?? NaN, 12);
  }
});

it("leaves out what one of them lacks, and is undefined where nothing is left", () => {
  const [tone, frame] = [effectOf("tone", 0.2, 0.1, 0.001), effectOf("frame", 0.2, 0.1, 0.001)];
  expect(agreedEffects([tone, frame], [frame])).toEqual([frame]);
  const reason = "no effect has both controls";
  expect(agreedEffects([tone], [frame])).toEqual({ value: null, reason });
});

it("is undefined where one of them is", () => {
  const reason = { value: null, reason: "few" } as const;
  expect(agreedEffects(reason, [])).toEqual(reason);
  expect(agreedEffects([], reason)).toEqual(reason);
});
