import { join } from "node:path";
import { NumericError } from "../../base/errors.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { SetImages } from "../../data/batch.js";
import { attributeInput, attributesRead, batchInputs } from "../../methods/method.js";
import type { Backend, RuntimeName } from "../../runtime/backend.js";
import { compile } from "../../runtime/compile.js";
import { loadBackend } from "../../runtime/load.js";
import { openModel, type ModelInput, type ModelOutput } from "../../runtime/open-model.js";
import { predictSet, type SetOutputs } from "../../training/predict-set.js";
import { weightTree, type OpenedRun } from "../open-run.js";
import { runFolderNames } from "../run-folder.js";

/** How far a runtime's numbers are from those of the training graph. */
export interface RuntimeCheck {
  readonly runtime: RuntimeName;
  /** Largest |found − expected| / max(1, |expected|) over all outputs; null where the runtime is not installed. */
  readonly difference: number | null;
  /** Name of the file where it is not `model.onnx`. */
  readonly model?: string;
}

/** Largest difference that counts as equal. */
export const runtimeTolerance = 1e-5;
const rows = 8;

/**
 * Run a model on random images in both runtimes, beside the graph that training used to predict.
 * Images are uniform in the run's value range (features: normal), attributes are drawn from their values and missing.
 * @throws NumericError where a runtime differs by more than {@link runtimeTolerance}.
 */
export async function checkRuntimes(run: OpenedRun): Promise<RuntimeCheck[]> {
  const images = randomImages(run);
  const backends = new Map<RuntimeName, Backend | null>();
  for (const runtime of ["native", "wasm"] as const) {
    backends.set(runtime, await loadBackend(runtime).catch(() => null));
  }
  const training = backends.get("native") ?? backends.get("wasm") ?? (await loadBackend());
  const predict = await compile(run.method.predict, training, { threads: 1 });
  const names = run.blueprint.attributes.map(({ name }) => name);
  const expected = await predictSet(predict, weightTree(run), images, names);
  await predict.dispose();
  const checks: RuntimeCheck[] = [];
  for (const [runtime, backend] of backends) {
    const difference =
      backend === null ? null : largestDifference(await outputsIn(backend, run, images), expected);
    if (difference !== null && !(difference <= runtimeTolerance)) {
      throw new NumericError(`runtime ${runtime}`, "the exported model gives other numbers", {
        expected: `at most ${runtimeTolerance} from the training graph`,
        got: difference,
        advice: "Nothing was written. Please report it with the run's config.yml.",
      });
    }
    checks.push({ runtime, difference });
  }
  return checks;
}

/** A set of images that nobody took: the same for the same run. */
function randomImages({ blueprint }: OpenedRun): SetImages {
  const { imageShape, valueRange, attributes } = blueprint;
  const rng = createRng(0).child("export");
  const size = sizeOf(imageShape);
  const [least = 0, greatest = 1] = valueRange ?? [];
  const pixels = Float32Array.from({ length: rows * size }, () =>
    valueRange === null ? rng.normal() : least + (greatest - least) * rng.uniform(),
  );
  return {
    set: {
      name: "random images",
      pool: "train",
      rows: Int32Array.from({ length: rows }, (_, row) => row),
      label: new Int32Array(rows),
      attributes: attributes.map(({ valueNames }) =>
        Int32Array.from({ length: rows }, () => rng.integer(valueNames.length + 1) - 1),
      ),
    },
    imageShape,
    cached: true,
    writeImage: (row, out, offset) =>
      out.set(pixels.subarray(row * size, (row + 1) * size), offset),
  };
}

async function outputsIn(
  backend: Backend,
  { folder, model, method, blueprint }: OpenedRun,
  images: SetImages,
): Promise<Readonly<Record<string, ModelOutput>>> {
  const size = sizeOf(images.imageShape);
  const pixels = new Float32Array(rows * size);
  for (let row = 0; row < rows; row++) images.writeImage(row, pixels, row * size);
  const names = blueprint.attributes.map(({ name }) => name);
  const inputs: Record<string, ModelInput> = {
    [batchInputs.image]: { dtype: "float32", shape: [rows, ...images.imageShape], data: pixels },
  };
  for (const name of attributesRead(method, names)) {
    const data = at(images.set.attributes, names.indexOf(name));
    inputs[attributeInput(name)] = { dtype: "int32", shape: [rows], data };
  }
  const opened = await openModel(model, backend, join(folder, runFolderNames.model));
  try {
    return await opened.run(inputs);
  } finally {
    await opened.dispose();
  }
}

function largestDifference(
  found: Readonly<Record<string, ModelOutput>>,
  expected: SetOutputs,
): number {
  let largest = 0;
  for (const [name, { values }] of Object.entries(expected)) {
    const output = found[name]?.data;
    if (output?.length !== values.length) return Infinity;
    for (const [index, value] of values.entries()) {
      const difference = Math.abs(at(output, index) - value) / Math.max(1, Math.abs(value));
      // NaN must not pass as small.
      if (!(difference <= largest)) largest = difference;
    }
  }
  return largest;
}
