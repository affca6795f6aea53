/** Where the places of an encoder's map look, by what one bright pixel does to the middle place, pixel by pixel. */
import { expect, it } from "vitest";
import { at, sizeOf } from "../src/base/ndarray.js";
import { mean } from "../src/graph/ops/reduce.js";
import { input } from "../src/graph/ops/source.js";
import { createProgram } from "../src/graph/program.js";
import { createContext, type SpecTree } from "../src/nn/layer.js";
import type { EncoderName } from "../src/nn/encoders/encoder.js";
import { createFeatureMap } from "../src/nn/encoders/registry.js";
import { compile } from "../src/runtime/compile.js";
import { loadBackend } from "../src/runtime/load.js";

/** An encoder, its settings, and the shape of an image with sides of `side`. */
interface Case {
  readonly name: EncoderName;
  readonly config: object;
  readonly axes: 2 | 3;
  readonly side: number;
}

/** Mean over channels of the map, [side, ...places], of `side` images with one bright pixel on the middle line each. */
async function responses({ name, config, axes, side }: Case) {
  const shape = [1, ...Array.from({ length: axes }, () => side)];
  const { layer, places, centres } = createFeatureMap(name, { shape }, config as never);
  const inputs = (specs: SpecTree) =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [name, input(name, shape)]),
    );
  const context = createContext("evaluate", inputs(layer.parameters), inputs(layer.buffers), null);
  const map = layer.apply(context, input("x", [side, ...shape]));
  const program = createProgram("map", { seen: mean(map, { axes: [1] }) });
  const executable = await compile(program, await loadBackend(), { threads: 1 });
  // No weight is below 0, so that nothing cancels and no ReLU cuts.
  const value = (name: string) => (/bias$|Mean$/.test(name) ? 0 : 1);
  const arrays = Object.entries({ ...layer.parameters, ...layer.buffers }).map(
    ([name, { shape }]) => {
      const [, ...fan] = shape;
      const scale = shape.length > 1 ? sizeOf(fan) : 1;
      return [name, new Float32Array(sizeOf(shape)).fill(value(name) / scale)] as const;
    },
  );
  const x = new Float32Array(side ** (axes + 1));
  for (let column = 0; column < side; column++) {
    // Of a picture the row, of a volume the row of the slice in the middle.
    const line = Array.from({ length: axes - 1 }, (_, axis) => (side / 2) * side ** (axis + 1));
    x[column * side ** axes + line.reduce((sum, step) => sum + step, column)] = 1;
  }
  const { seen } = await executable.run({ ...Object.fromEntries(arrays), x });
  await executable.dispose();
  return { found: seen as Float32Array, extent: at(places, 0), centres };
}

it.each<Case & { readonly away: number }>([
  { name: "resnet-18", config: { stages: 1 }, axes: 2, side: 64, away: 1 },
  { name: "resnet-18", config: { stages: 2 }, axes: 2, side: 64, away: 1 },
  { name: "resnet-18-3d", config: { stages: 1 }, axes: 3, side: 32, away: 1 },
  { name: "mimm-cnn", config: {}, axes: 2, side: 28, away: 1 },
  { name: "fashion-cnn", config: {}, axes: 2, side: 28, away: 0.3 },
])(
  "the middle place of $name $config looks where its centres say, and not where an even split would",
  async (own) => {
    const { found, extent, centres } = await responses(own);
    const { axes, side, away } = own;
    const middle = Math.floor(extent / 2);
    let [sum, moment] = [0, 0];
    for (let column = 0; column < side; column++) {
      const place = Array.from({ length: axes }, () => middle);
      const response = at(
        found,
        place.reduce((flat, step) => flat * extent + step, column),
      );
      sum += response;
      moment += response * column;
    }
    const centre = moment / sum;
    expect(sum).toBeGreaterThan(0);
    // Max pooling gives an even step to one side of a tie: within half a pixel, where an even split is further away.
    expect(
      Math.abs(centre - ((centres?.first ?? NaN) + middle * (centres?.step ?? NaN))),
    ).toBeLessThan(0.5);
    const even = (middle + 0.5) * (side / extent) - 0.5;
    expect(Math.abs(centre - even)).toBeGreaterThan(away);
  },
  120_000,
);
