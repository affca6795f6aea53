import { describe, expect, it } from "vitest";
import { drawOperand, lookUp, wrongGradients } from "../../../fixtures/nn/differences.js";
import { errorOf, evaluateLayer, tensorOf } from "../../../fixtures/nn/evaluate.js";
import { at } from "../../base/ndarray.js";
import { mul } from "../../graph/ops/elementwise.js";
import { softmax, sum } from "../../graph/ops/reduce.js";
import { functionLayer } from "../layer.js";
import { lookedWindow, type LookedWindowOptions } from "./looked-window.js";

const even = { places: [2, 3], pixels: [8, 12], centres: null, extent: 0.15 };
const strided = { places: [2, 2], pixels: [9, 9], centres: { first: 1, step: 4 }, extent: 0.2 };

/** Windows of the rows of an attention. */
function windowsOf(rows: readonly (readonly number[])[], options: LookedWindowOptions) {
  const layer = functionLayer((attention) => lookedWindow(attention, options));
  const shape = [rows.length, at(rows, 0).length];
  return evaluateLayer(layer, { shape, values: rows.flat() }, "train", () => 0);
}

/** The formula, pixel by pixel and place by place, without taking axes apart. */
function expected(attention: readonly number[], options: LookedWindowOptions): number[] {
  const { places, pixels, centres, extent } = options;
  const middle = (place: number, axis: number) =>
    centres === null
      ? ((place + 0.5) * at(pixels, axis)) / at(places, axis) - 0.5
      : centres.first + place * centres.step;
  const [height, width] = [at(pixels, 0), at(pixels, 1)];
  const look = Array.from({ length: height * width }, (_, pixel) =>
    attention.reduce((total, share, place) => {
      const [row, column] = [Math.floor(place / at(places, 1)), place % at(places, 1)];
      const down = (Math.floor(pixel / width) - middle(row, 0)) / (extent * height);
      const along = ((pixel % width) - middle(column, 1)) / (extent * width);
      return total + share * Math.exp(-(down ** 2 + along ** 2) / 2);
    }, 0),
  );
  const largest = Math.max(...look);
  return look.map((value) => Math.min(1, (2 * value) / largest));
}

describe("lookedWindow", () => {
  it.each([
    ["an even split", even, [0.1, 0.2, 0.05, 0.4, 0.05, 0.2]],
    ["centres of strided places", strided, [0.7, 0.1, 0.1, 0.1]],
  ] as const)("is the formula: %s", (_, options, attention) => {
    const { shape, values } = windowsOf([attention], options);
    expect(shape).toEqual([1, ...options.pixels]);
    for (const [pixel, value] of expected(attention, options).entries()) {
      expect(at(values, pixel)).toBeCloseTo(value, 6);
    }
  });

  it("of one place is a disc about its middle, the same whatever the others' rows are", () => {
    const { values } = windowsOf([[0, 0, 0, 1], [0.25, 0.25, 0.25, 0.25]], strided); // prettier-ignore
    const own = values.slice(0, 81);
    const radius = 0.2 * 9 * Math.sqrt(2 * Math.LN2);
    for (const [pixel, value] of own.entries()) {
      const distance = Math.hypot(Math.floor(pixel / 9) - 5, (pixel % 9) - 5);
      if (distance < radius) expect(value).toBe(1);
      else expect(value).toBeCloseTo(2 * Math.exp(-(distance ** 2) / (2 * 1.8 ** 2)), 6);
    }
  });

  it("takes volumes: a place in the middle of three axes", () => {
    const options = { places: [3, 1, 1], pixels: [6, 3, 4], centres: null, extent: 0.2 };
    const { shape, values } = windowsOf([[0, 1, 0]], options);
    expect(shape).toEqual([1, 6, 3, 4]);
    const value = (z: number, y: number, x: number) => at(values, 12 * z + 4 * y + x);
    const look = (z: number, y: number, x: number) =>
      Math.exp(-(((z - 2.5) / 1.2) ** 2 + ((y - 1) / 0.6) ** 2 + ((x - 1.5) / 0.8) ** 2) / 2);
    const largest = look(2, 1, 1);
    for (const [z, y, x] of [[0, 1, 1], [2, 1, 1], [3, 0, 3], [5, 2, 0]] as const) {
      expect(value(z, y, x)).toBeCloseTo(Math.min(1, (2 * look(z, y, x)) / largest), 6);
    } // prettier-ignore
  });

  it("has the gradients that it should, through the largest value too", () => {
    const weights = tensorOf(drawOperand("weights", [2, 8, 12]));
    const build = (tensors: Parameters<Parameters<typeof wrongGradients>[1]>[0]) =>
      sum(mul(lookedWindow(softmax(lookUp(tensors, "logits")), even), weights));
    expect(wrongGradients({ logits: drawOperand("logits", [2, 6]) }, build)).toEqual([]);
  });

  it("refuses an attention of another map", () => {
    expect(errorOf(() => windowsOf([[0.5, 0.5]], even))).toContain(
      "attention does not fit the map",
    );
  });
});
