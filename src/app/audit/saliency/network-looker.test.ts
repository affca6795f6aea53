import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleBlueprint, severalBlueprint } from "../../../../fixtures/app/example-blueprint.js";
import { at, sizeOf } from "../../../base/ndarray.js";
import { createRng } from "../../../base/rng.js";
import { parseRunConfig } from "../../../config/parse-config.js";
import type { SetImages } from "../../../data/batch.js";
import { compile } from "../../../runtime/compile.js";
import { loadBackend } from "../../../runtime/load.js";
import { predictSet } from "../../../training/predict-set.js";
import { headScores } from "../../../training/validate.js";
import { buildRunMethod } from "../../build-run-method.js";
import { openRunNetworks, type RunNetworks } from "./network-looker.js";

const rows = 3;

/** Random pictures of a shape; the attribute alternates. */
function imagesOf(imageShape: readonly number[]): SetImages {
  const rng = createRng(4);
  const size = sizeOf(imageShape);
  const pixels = Float32Array.from({ length: rows * size }, () => rng.uniform());
  return {
    set: {
      ...({ name: "iid", pool: "test" } as const),
      rows: Int32Array.of(0, 1, 2),
      label: Int32Array.of(0, 1, 0),
      attributes: [Int32Array.of(0, 1, 0)],
    },
    imageShape,
    cached: true,
    writeImage: (row, out, offset) =>
      out.set(pixels.subarray(row * size, (row + 1) * size), offset),
  };
}

describe.each([
  { encoder: "mimm-cnn", method: "erm", imageShape: [1, 28, 28], places: [4, 4], head: "none" },
  { encoder: "mimm-cnn", method: "mdn", imageShape: [2, 20, 16], places: [2, 1], head: "linear" },
  { encoder: "sfcn", method: "erm", imageShape: [1, 8, 8, 8], places: [2, 2, 2], head: "none" },
  { encoder: "mlp", method: "erm", imageShape: [1, 6, 5], places: null, head: "none" },
  { encoder: "vit-tiny", method: "erm", imageShape: [1, 16, 24], places: null, patches: [2, 3], head: "none" }, // prettier-ignore
])(
  "networks of $method on $encoder, $imageShape",
  ({ encoder, method, imageShape, places, patches, head }) => {
    const blueprint = { ...exampleBlueprint, imageShape };
    const options = encoder === "sfcn" ? ", options: { channels: [3, 4, 5] }" : "";
    const config = parseRunConfig(
      `data: { dataset: phantom, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }
model: { encoder: ${encoder}, features: 2, head: ${head}${options} }
method: { name: ${method} }
train: { epochs: 1, batch: 8, optimizer: { name: adam, lr: 1e-3 } }
`,
      "run.yml",
    );
    const images = imagesOf(imageShape);
    const state = buildRunMethod(config, blueprint).initialState(createRng(1));
    let networks: RunNetworks;
    beforeAll(async () => {
      const backend = await loadBackend();
      const job = { backend, threads: 1, device: "cpu" };
      networks = await openRunNetworks({ config, blueprint }, { job } as never);
    });
    afterAll(() => networks.dispose());

    it("has a map of the picture's size by each method, Grad-CAM where there are places, attention where there are patches", async () => {
      const baseline = imageShape.slice(0, 1).flatMap((channels) => Array.from({ length: channels }, () => 0.5)); // prettier-ignore
      const looker = networks.lookerOf(state, images, baseline);
      expect([...looker.methods.keys()]).toEqual([
        "gradient",
        "integrated_gradients",
        ...(places === null ? [] : ["grad_cam"]),
        ...(patches === undefined ? [] : ["attention"]),
        "occlusion",
      ]);
      if (patches !== undefined) expect(looker.methods.get("attention")).toEqual({ patches });
      if (places !== null) expect(looker.methods.get("grad_cam")).toEqual({ places });
      const { maps, completeness } = await looker.look(1, 1);
      const pixels = sizeOf(imageShape.slice(1));
      for (const [name, map] of maps) {
        expect(map, name).toHaveLength(pixels);
        expect(
          map.every((value) => value >= 0),
          name,
        ).toBe(true);
      }
      expect([...maps.keys()]).toEqual([...looker.methods.keys()]);
      if (patches !== undefined) expect(new Set(maps.get("attention")).size).toBeGreaterThan(1);
      // Integrated gradients of this picture, not of another: they miss little of the difference.
      expect(completeness?.difference).not.toBe(0);
      expect(completeness?.error).toBeLessThan(
        0.05 * Math.abs(completeness?.difference ?? 0) + 1e-4,
      );
      // The other class of two has the same score with the other sign: the same size of every slope.
      const other = await looker.look(1, 0);
      for (const name of ["gradient", "occlusion"] as const) {
        for (const [pixel, value] of (maps.get(name) ?? []).entries()) {
          expect(at(other.maps.get(name) ?? [], pixel)).toBeCloseTo(value, 5);
        }
      }
      const elsewhere = await looker.look(2, 1);
      expect(elsewhere.maps.get("integrated_gradients")).not.toEqual(
        maps.get("integrated_gradients"),
      );
    });
  },
);

describe.each([
  "erm",
  "mimm",
  "pooled",
  "csra",
  "label-graph",
  "class-query",
  "bottleneck-attention",
  "counterfactual-attention",
  "ibca",
])("networks of several answers, %s", (method) => {
  // prettier-ignore
  const imageShape = [1, 28, 28];
  const blueprint = { ...severalBlueprint, imageShape };
  const config = parseRunConfig(
    `data: { dataset: phantom, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }
model: { encoder: mimm-cnn, features: 4, head: linear }
method: { name: ${method} }
train: { epochs: 1, batch: 8, optimizer: { name: adam, lr: 1e-3 } }
`,
    "run.yml",
  );
  const images = imagesOf(imageShape);
  const state = buildRunMethod(config, blueprint).initialState(createRng(1));

  it("has maps of each answer by itself, whose score is its own logit", async () => {
    const backend = await loadBackend();
    const networks = await openRunNetworks({ config, blueprint }, { job: { backend, threads: 1, device: "cpu" } } as never); // prettier-ignore
    const looker = networks.lookerOf(state, images, [0.5]);
    const { predict } = buildRunMethod(config, blueprint, null, rows);
    const executable = await compile(predict, backend, { threads: 1 });
    const logitsOf = async (asked: SetImages) =>
      headScores(await predictSet(executable, state, asked, ["marker"]), "findings")?.values ?? [];
    const [own, even] = [
      await logitsOf(images),
      await logitsOf({ ...images, writeImage: (_, out, offset) => out.fill(0.5, offset, offset + 28 * 28) }), // prettier-ignore
    ];
    await executable.dispose();
    const maps = [0, 1, 2].map((answer) => looker.look(1, answer));
    for (const [answer, look] of maps.entries()) {
      const { maps: found, completeness } = await look;
      // What integrated gradients sum to: from the even picture to this one, of this answer and no other.
      expect(completeness?.difference).toBeCloseTo(at(own, 3 + answer) - at(even, 3 + answer), 4);
      expect(completeness?.difference).not.toBe(0);
      expect(completeness?.error).toBeLessThan(0.05 * Math.abs(completeness?.difference ?? 0) + 1e-4); // prettier-ignore
      for (const [name, map] of found) {
        expect(map.every((value) => value >= 0), name).toBe(true); // prettier-ignore
      }
    }
    expect((await maps[0])?.maps.get("occlusion")).not.toEqual((await maps[1])?.maps.get("occlusion")); // prettier-ignore
    await networks.dispose();
  });
});
