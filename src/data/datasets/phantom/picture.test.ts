import { describe, expect, it } from "vitest";
import { createRng } from "../../../base/rng.js";
import { drawAcquisition, type Acquisition } from "./acquisition.js";
import { drawAnatomy } from "./anatomy.js";
import { writeDensity, writePicture, type PictureScene } from "./picture.js";
import { createPlanes } from "./planes.js";

const size = 32;
const count = size * size;

function sceneOf(changes: Partial<Acquisition>): PictureScene {
  const rng = createRng(4);
  const acquisition = { ...drawAcquisition(rng.child("acquisition")), ...changes };
  return { anatomy: drawAnatomy(rng.child("anatomy")), lesion: null, acquisition };
}

function pictureOf(changes: Partial<Acquisition>, noise = 1): Float32Array {
  const out = new Float32Array(count);
  writePicture(sceneOf(changes), size, createRng(noise), createPlanes(count), out, 0);
  return out;
}

function densityOf(changes: Partial<Acquisition>): Float64Array {
  const planes = createPlanes(count);
  writeDensity(sceneOf(changes), size, planes);
  return planes.density;
}

/** Acquisition that shows the density as it is, 0.04 brighter. */
const plain = { grain: 0, brightness: 0, fieldSlope: 0 };

describe("writePicture", () => {
  it("shows density, times the field, brightened, on a detector of 0.04", () => {
    const density = densityOf({});
    const picture = pictureOf({ grain: 0, brightness: 0.5, fieldSlope: 0.3 });
    for (let index = 0; index < count; index++) {
      const u = (2 * (index % size) + 1) / size - 1;
      const v = (2 * Math.floor(index / size) + 1) / size - 1;
      const lit = (density[index] ?? 0) * (1 + (0.3 * (u + v)) / 2);
      const odds = (Math.exp(0.5) * lit) / (1 - lit);
      expect(picture[index]).toBeCloseTo(0.04 + odds / (1 + odds), 5);
    }
  });

  it("adds noise of mean 0 and the grain's deviation, white from pixel to pixel", () => {
    const clean = pictureOf(plain);
    let sum = 0;
    let squares = 0;
    let neighbours = 0;
    let before = 0;
    let inside = 0;
    for (let noise = 1; noise <= 40; noise++) {
      const noisy = pictureOf({ ...plain, grain: 0.02 }, noise);
      for (let index = 0; index < count; index++) {
        // Where the clamp at 0 and 1 cannot reach (noise ends at 3.5 deviations).
        if ((clean[index] ?? 0) < 0.1 || (clean[index] ?? 0) > 0.9) continue;
        const value = ((noisy[index] ?? 0) - (clean[index] ?? 0)) / 0.02;
        sum += value;
        squares += value * value;
        neighbours += value * before;
        before = value;
        inside++;
      }
    }
    const five = 5 / Math.sqrt(inside);
    expect(inside).toBeGreaterThan(20_000);
    expect(Math.abs(sum / inside)).toBeLessThan(five);
    expect(Math.abs(squares / inside - 1)).toBeLessThan(five * Math.SQRT2);
    expect(Math.abs(neighbours / inside)).toBeLessThan(five);
  });

  it("stays in 0..1 at the strongest settings", () => {
    const picture = pictureOf({ grain: 0.5, brightness: 3, fieldSlope: 0.95, markerOpacity: 1 });
    expect(Math.min(...picture)).toBe(0);
    expect(Math.max(...picture)).toBe(1);
  });

  it("writes at the offset and nowhere else", () => {
    const out = new Float32Array(count + 4).fill(-1);
    const changes = { markerOpacity: 1, margin: 0.1 };
    writePicture(sceneOf(changes), size, createRng(1), createPlanes(count), out, 3);
    expect(out.subarray(3, count + 3)).toEqual(pictureOf(changes));
    expect([out[0], out[1], out[2], out[count + 3]]).toEqual([-1, -1, -1, -1]);
  });
});

describe("writeDensity", () => {
  const upright = { tilt: 0, zoom: 1, shiftX: 0, shiftY: 0 };

  it("moves the chest by whole pixels where the shift is whole pixels", () => {
    const still = densityOf(upright);
    const moved = densityOf({ ...upright, shiftX: 4 / size, shiftY: -2 / size });
    for (let row = 0; row < size - 1; row++) {
      for (let column = 2; column < size; column++) {
        const from = still[(row + 1) * size + column - 2];
        expect(moved[row * size + column]).toBeCloseTo(from ?? Number.NaN, 12);
      }
    }
  });

  it("shows the same chest at twice the size, four pixels for one", () => {
    const scene = sceneOf(upright);
    const fine = createPlanes(4 * count);
    writeDensity(scene, 2 * size, fine);
    const coarse = densityOf(upright);
    let difference = 0;
    for (let index = 0; index < count; index++) {
      const first = 4 * size * Math.floor(index / size) + 2 * (index % size);
      const block = [first, first + 1, first + 2 * size, first + 2 * size + 1];
      const mean = block.reduce((total, at) => total + (fine.density[at] ?? 0) / 4, 0);
      difference += Math.abs(mean - (coarse[index] ?? 0)) / count;
    }
    expect(difference).toBeLessThan(0.01);
  });
});
