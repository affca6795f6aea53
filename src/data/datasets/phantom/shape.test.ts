import { describe, expect, it } from "vitest";
import { bump, softEdge } from "./shape.js";

describe("softEdge", () => {
  it("is 0 outside, 1 inside, one half on the edge, and point-symmetric about it", () => {
    expect([-1, -0.05, 0, 0.05, 1].map((distance) => softEdge(distance, 0.1))).toEqual([
      0, 0, 0.5, 1, 1,
    ]);
    for (const distance of [0.01, 0.02, 0.04]) {
      expect(softEdge(distance, 0.1) + softEdge(-distance, 0.1)).toBeCloseTo(1, 14);
    }
    // A quarter of the width inside: smoothstep(3/4) = 27/32.
    expect(softEdge(0.025, 0.1)).toBeCloseTo(27 / 32, 14);
  });
});

describe("bump", () => {
  it("falls from 1 to 0 at the radius and stays there", () => {
    expect([0, 0.25, 1, 4].map(bump)).toEqual([1, 0.5625, 0, 0]);
  });

  it("holds a third of the volume of a cylinder: the integral of (1 - r²)² over the disc is π/3", () => {
    const steps = 400;
    let volume = 0;
    for (let row = 0; row < steps; row++) {
      for (let column = 0; column < steps; column++) {
        const x = (2 * column + 1) / steps - 1;
        const y = (2 * row + 1) / steps - 1;
        volume += bump(x * x + y * y);
      }
    }
    expect(volume * (2 / steps) ** 2).toBeCloseTo(Math.PI / 3, 4);
  });
});
