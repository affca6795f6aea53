import { InternalError } from "../base/errors.js";
import type { NdArray } from "../base/ndarray.js";

/** Our names of arrays and PyTorch's: batch norm, attention. */
const torchWords: ReadonlyMap<string, string> = new Map([
  ["runningMean", "running_mean"],
  ["runningVariance", "running_var"],
  ["inWeight", "in_proj_weight"],
  ["inBias", "in_proj_bias"],
  ["outWeight", "out_proj.weight"],
  ["outBias", "out_proj.bias"],
]);

/** What a batch norm of PyTorch has beside ours: batches seen, which matter only where its `momentum` is None. */
const batchCounter = "num_batches_tracked";

/** Where an encoder's arrays stand among those of a model. */
const encoderPrefix = "encoder.";

/** PyTorch's name of an array of a layer of ours: `bn1.runningMean` is `bn1.running_mean`; most are the same. */
export function torchName(name: string): string {
  const parts = name.split(".");
  const word = parts.pop() ?? "";
  return [...parts, torchWords.get(word) ?? word].join(".");
}

/** Is an array of PyTorch's only a batch norm's counter, for which we have no use? */
export function isBatchCounter(name: string): boolean {
  return name.split(".").at(-1) === batchCounter;
}

/**
 * Arrays of a model under the names that PyTorch's `state_dict` has: those of the encoder without prefix, so that
 * torchvision's model of the same architecture loads them; others (heads) keep theirs, `head.<target>.weight`. A batch
 * norm gets `num_batches_tracked`, 0: PyTorch asks for it and uses it only where `momentum` is None.
 * @param arrays by our names, `encoder.layer1.0.bn1.runningMean`.
 * @throws InternalError where two arrays would have one name.
 */
export function torchNamed(arrays: ReadonlyMap<string, NdArray>): Map<string, NdArray> {
  const named = new Map<string, NdArray>();
  const add = (name: string, array: NdArray): void => {
    if (named.has(name)) throw new InternalError("torch names", "two arrays", { got: name });
    named.set(name, array);
  };
  for (const [name, array] of arrays) {
    const own = name.startsWith(encoderPrefix) ? name.slice(encoderPrefix.length) : name;
    add(torchName(own), array);
    const parts = own.split(".");
    if (parts.pop() === "runningVariance") {
      add([...parts, batchCounter].join("."), {
        dtype: "int64",
        shape: [],
        data: BigInt64Array.of(0n),
      });
    }
  }
  return named;
}
