import { describe, expect, it } from "vitest";
import { picture, plants } from "../../../fixtures/planted-pictures.js";
import { createRng } from "../../base/rng.js";
import { openPhantom } from "../datasets/phantom.js";
import { planesOf } from "./planes-of.js";
import { viewOf } from "./property-view.js";
import { properties, propertyNames, type PropertyName } from "./registry.js";

const size = 96;
const phantom = openPhantom({ train: 12, test: 0, size, factors: [] });
const pictures = Array.from({ length: 12 }, (_, row) => {
  const values = new Float32Array(size * size);
  phantom.writeImage("train", row, {}, values, 0);
  return values;
});

function measure(name: PropertyName, values: Float32Array, gains?: readonly number[]): number {
  const property = properties[name];
  if (property.of === "file") throw new Error(name);
  const [plane] = planesOf({ samples: picture(values, size, gains).decoded.samples });
  return plane === undefined ? NaN : property.measure(viewOf(plane));
}

/** Standard deviation over the phantoms. */
function natural(name: PropertyName): number {
  const values = pictures.map((own) => measure(name, own));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Mean change by a plant, in natural standard deviations. */
function change(name: PropertyName, plant: keyof typeof plants): number {
  const rng = createRng(3).child(plant);
  const changes = pictures.map(
    (own) => measure(name, plants[plant](own, size, rng)) - measure(name, own),
  );
  return changes.reduce((sum, value) => sum + value, 0) / changes.length / natural(name);
}

it("names each property as options and files do", () => {
  expect(propertyNames.every((name) => /^[a-z]+(-[a-z]+)*$/.test(name))).toBe(true);
  expect(propertyNames.at(-1)).toBe("file-size");
});

describe("planted in phantoms", () => {
  it.each([
    ["brightness", "brightness", -1],
    ["brightness", "brightness by offset", 1],
    ["contrast", "contrast", -1],
    ["border", "border", 1],
    ["corner-marker", "corner-marker", 1],
    ["black-frame", "black-frame", 1],
    ["sharpness", "sharpness", -1],
    ["noise", "noise", 1],
  ] as const)("%s is moved by %s", (name, plant, sign) => {
    expect(sign * change(name, plant)).toBeGreaterThan(1.5);
  });

  it.each([
    // A gain changes brightness alone; what it is measured against changes with it.
    ["contrast", "brightness"],
    ["border", "brightness"],
    ["corner-marker", "brightness"],
    ["black-frame", "brightness"],
    ["sharpness", "brightness"],
    ["histogram-skew", "brightness"],
    // Of these an offset changes nothing either.
    ["border", "brightness by offset"],
    ["sharpness", "brightness by offset"],
    ["noise", "brightness by offset"],
    // What lies at the edge is not inside.
    ["brightness", "border"],
    ["contrast", "border"],
    ["noise", "border"],
    ["brightness", "black-frame"],
    ["sharpness", "black-frame"],
    ["brightness", "corner-marker"],
    ["black-frame", "corner-marker"],
    ["border", "corner-marker"],
    ["brightness", "sharpness"],
    ["brightness", "noise"],
    ["corner-marker", "noise"],
  ] as const)("%s is not moved by %s", (name, plant) => {
    expect(Math.abs(change(name, plant))).toBeLessThan(0.75);
  });
});

it("finds thin bright strokes outside of the corners", () => {
  for (const own of pictures) expect(measure("burned-in-text", own)).toBeLessThan(0.002);
  const isLetter = (row: number, column: number): boolean =>
    row >= 80 && row < 90 && column >= 35 && column < 60 && column % 5 === 0;
  const written = Float32Array.from({ length: size * size }, (_, index) => {
    const [row, column] = [Math.floor(index / size), index % size];
    return isLetter(row, column) ? 1 : (0.4 * row) / size;
  });
  // Five strokes of ten samples, of 96 x 96 without margins and corners.
  const looked = 90 * 90 - 4 * (24 - 3) * (24 - 3);
  expect(measure("burned-in-text", written)).toBeCloseTo(50 / looked, 10);
});

describe("colour", () => {
  const [own = new Float32Array(0)] = pictures;

  it("is neutral where the channels are equal, and unknown of grey", () => {
    expect(measure("colour-red", own, [1, 1, 1])).toBeCloseTo(0, 12);
    expect(measure("colour-blue", own, [1, 1, 1])).toBeCloseTo(0, 12);
    expect(measure("colour-red", own)).toBeNaN();
  });

  it("has the shares of the channels, whatever the exposure", () => {
    const dim = own.map((value) => 0.8 * value);
    for (const values of [own, dim]) {
      // (0.9 - 0.6) / 2 and (0.5 - 0.75) / 2.
      expect(measure("colour-red", values, [0.9, 0.6, 0.5])).toBeCloseTo(0.15, 2);
      expect(measure("colour-blue", values, [0.9, 0.6, 0.5])).toBeCloseTo(-0.125, 2);
    }
  });
});
