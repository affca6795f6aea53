import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawAcquisition } from "./acquisition.js";
import { drawAnatomy } from "./anatomy.js";
import { writeDensity } from "./picture.js";
import { createPlanes } from "./planes.js";
import { rotation, turnOf } from "./rotation.js";

const size = 32;

function density(ease: number | null): Float64Array {
  const rng = createRng(8);
  const natural = drawAcquisition(rng.child("acquisition"));
  const acquisition = ease === null ? natural : rotation.plant(natural, ease);
  const planes = createPlanes(size * size);
  const anatomy = drawAnatomy(rng.child("anatomy"));
  const lesion = { contrast: 0.4, parts: [{ x: 0.5, y: 0, radius: 0.2 }] };
  writeDensity({ anatomy, lesion, acquisition }, size, planes);
  return planes.density;
}

describe("rotation", () => {
  it("turns the chest by exactly a quarter, counter-clockwise, at ease 1", () => {
    const upright = density(null);
    const turned = density(1);
    let clockwise = 0;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const index = row * size + column;
        expect(turned[index]).toBe(upright[column * size + (size - 1 - row)]);
        if (turned[index] !== upright[(size - 1 - column) * size + row]) clockwise++;
      }
    }
    expect(clockwise).toBeGreaterThan(size);
  });

  it("turns by 90 · ease degrees and is named after them", () => {
    expect(rotation.valueNames(1)).toEqual(["0", "90"]);
    expect(rotation.valueNames(0.05)).toEqual(["0", "4.5"]);
    const natural = drawAcquisition(createRng(1));
    expect(rotation.plant(natural, 0.05)).toEqual({ ...natural, turnDegrees: 4.5 });
    expect(turnOf(90)).toEqual({ cos: 0, sin: 1 });
    expect(turnOf(30).sin).toBeCloseTo(0.5, 14);
  });
});
