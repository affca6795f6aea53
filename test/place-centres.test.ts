/** Where the places of an encoder's map look, by what one bright pixel does to the middle place, pixel by pixel. */
import { expect, it } from "vitest";
import { at, sizeOf } from "../src/base/ndarray.js";
import { mean } from "../src/graph/ops/reduce.js";
import { input } from "../src/graph/ops/source.js";
import { createProgram } from "../src/graph/program.js";
import { createContext, type SpecTree } from "../src/nn/layer.js";
import { createFeatureMap } from "../src/nn/encoders/registry.js";
import { compile } from "../src/runtime/compile.js";
import { loadBackend } from "../src/runtime/load.js";

const side = 64;

/** Mean over channels of the map, [side, places, places], of `side` images with one bright pixel on the middle row each. */
async function responses(stages: number): Promise<{ found: Float32Array; places: number }> {
  const { layer, places } = createFeatureMap("resnet-18", { shape: [1, side, side] }, { stages });
  const inputs = (specs: SpecTree) =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape }]) => [name, input(name, shape)]),
    );
  const context = createContext("evaluate", inputs(layer.parameters), inputs(layer.buffers), null);
  const map = layer.apply(context, input("x", [side, 1, side, side]));
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
  const x = new Float32Array(side ** 3);
  for (let column = 0; column < side; column++) {
    x[column * side ** 2 + (side / 2) * side + column] = 1;
  }
  const { seen } = await executable.run({ ...Object.fromEntries(arrays), x });
  await executable.dispose();
  return { found: seen as Float32Array, places: at(places, 0) };
}

it.each([1, 2])(
  "a residual network of %i stages looks about every 2^(stages + 1)th pixel from the first on",
  async (stages) => {
    const { found, places } = await responses(stages);
    const { centres } = createFeatureMap("resnet-18", { shape: [1, side, side] }, { stages });
    const middle = places / 2;
    let [sum, moment] = [0, 0];
    for (let column = 0; column < side; column++) {
      const response = at(found, (column * places + middle) * places + middle);
      sum += response;
      moment += response * column;
    }
    const centre = moment / sum;
    expect(sum).toBeGreaterThan(0);
    // Max pooling gives an even step to one side of a tie: within half a pixel, where an even split is 1.5 and 3.5 away.
    expect(
      Math.abs(centre - ((centres?.first ?? NaN) + middle * (centres?.step ?? NaN))),
    ).toBeLessThan(0.5);
    const even = (middle + 0.5) * (side / places) - 0.5;
    expect(Math.abs(centre - even)).toBeGreaterThan(1);
  },
  120_000,
);
