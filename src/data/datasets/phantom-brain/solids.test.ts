import { describe, expect, it } from "vitest";
import { capsuleDepth, ellipsoidDepth } from "./solids.js";

describe("ellipsoidDepth", () => {
  it("is the radius less the distance for a sphere", () => {
    for (const [x, y, z] of [
      [3, 0, 0],
      [1, -2, 2],
      [6, 8, 0],
    ] as const) {
      expect(ellipsoidDepth(x, y, z, 5, 5, 5)).toBeCloseTo(5 - Math.hypot(x, y, z), 12);
    }
  });

  it("is 0 on the surface, and the distance along its normal near to it", () => {
    const [a, b, c] = [60, 80, 70];
    for (let step = 0; step < 50; step++) {
      const [turn, rise] = [0.37 * step, Math.sin(step)];
      const flat = Math.sqrt(1 - rise * rise);
      const point = [a * flat * Math.cos(turn), b * flat * Math.sin(turn), c * rise] as const;
      expect(ellipsoidDepth(...point, a, b, c)).toBeCloseTo(0, 9);
      const normal = [point[0] / a ** 2, point[1] / b ** 2, point[2] / c ** 2] as const;
      const length = Math.hypot(...normal);
      const [x, y, z] = normal.map((value, axis) => (point[axis] ?? 0) - (2 * value) / length);
      expect(ellipsoidDepth(x ?? 0, y ?? 0, z ?? 0, a, b, c)).toBeCloseTo(2, 1);
    }
  });

  it("is the least semi-axis in the middle", () => {
    expect(ellipsoidDepth(0, 0, 0, 5, 3, 4)).toBe(3);
  });
});

describe("capsuleDepth", () => {
  it("is the radius, swollen or not, less the distance from the line", () => {
    const capsule = { from: [0, 0, 0], to: [0, 10, 0], radius: 3 } as const;
    expect(capsuleDepth(capsule, 1, 2, 5, 0)).toBe(1);
    expect(capsuleDepth(capsule, 2, 2, 5, 0)).toBe(4);
    expect(capsuleDepth(capsule, 1, 0, -4, 3)).toBe(-2);
    expect(capsuleDepth(capsule, 1, 0, 14, 3)).toBe(-2);
  });
});
