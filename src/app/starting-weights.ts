import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { ConfigError, FormatError } from "../base/errors.js";
import type { RunConfig } from "../config/run-config.js";
import { decodeSafetensors } from "../data/formats/safetensors.js";
import { outlineEncoder } from "../nn/weights/encoder-outline.js";
import { takeWeights, type TakenWeights, type WeightsReport } from "../nn/weights/take-weights.js";
import type { RunFiles } from "../training/run-files.js";
import { encoderOfRun } from "./build-run-method.js";
import { parseRunJson } from "./run-json.js";
import { readIfThere, runFolderNames } from "./run-folder.js";

/** `weights.json` of a run folder: the file that the encoder started from, and what was taken of it. */
export interface WeightsRecord extends WeightsReport {
  readonly schema: 1;
  /** Its name without its folder. */
  readonly file: string;
  /** Of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** The weights that a run starts from, not read before they are asked for. */
export interface StartingWeights {
  /** Does the run go on from a checkpoint, which holds what they have become? */
  readonly started: boolean;
  /**
   * Read the file, the first time.
   * @throws ConfigError for another file than the run started from, and as `takeWeights`; DataError, FormatError for
   * files that cannot be read or do not fit.
   */
  take(): Pick<TakenWeights, "arrays"> & { readonly record: WeightsRecord };
}

/**
 * The weights that a run file names; null where it names none.
 * @param base folder that relative paths start from: that of the run file.
 * @param imageShape of a sample.
 * @param started `weights.json` of a run that goes on from a checkpoint, else null.
 */
export function openWeights(
  config: Pick<RunConfig, "model">,
  base: string,
  imageShape: readonly number[],
  started: WeightsRecord | null,
): StartingWeights | null {
  const { weights, encoder, weightsChannels = "strict" } = config.model;
  if (weights === undefined) return null;
  let taken: ReturnType<StartingWeights["take"]> | null = null;
  const read = () => {
    const path = resolve(base, weights);
    const bytes = readWeightsFile(path);
    const sha256 = hashOf(bytes);
    if (started !== null && started.sha256 !== sha256) {
      throw new ConfigError("--resume", "the run was started with other weights", {
        ...{ expected: started.sha256, got: sha256, file: path },
        advice: "A later stage starts from them again: restore the file, or choose another --out.",
      });
    }
    const { arrays: file } = decodeSafetensors(bytes, path);
    const build = (options: Parameters<typeof encoderOfRun>[1]) => encoderOfRun(config, options);
    const outline = outlineEncoder(encoder, build, imageShape);
    const { arrays, report } = takeWeights(file, outline, weightsChannels, path);
    return { arrays, record: { schema: 1, file: basename(path), sha256, ...report } as const };
  };
  return { started: started !== null, take: () => (taken ??= read()) };
}

/**
 * SHA-256 of a file of weights, hexadecimal.
 * @throws ConfigError where there is none; DataError where it cannot be read.
 */
export function hashWeightsFile(path: string): string {
  return hashOf(requireThere(path));
}

/** `weights.json`, or null where the run has none. @throws FormatError where it is damaged. */
export function readWeightsRecord({ read }: Pick<RunFiles, "read">): WeightsRecord | null {
  const bytes = read(runFolderNames.weights);
  return bytes === null ? null : parseRunJson<WeightsRecord>(bytes, runFolderNames.weights);
}

/** What a person should know of it, a sentence a line; the first names the file. */
export function describeWeights(record: WeightsRecord): string[] {
  const { file, sha256, taken, prefix, summed, left, counters, fresh } = record;
  const leftOut = [...left, ...(counters > 0 ? [`${counters} num_batches_tracked`] : [])];
  return [
    `encoder starts from ${file} (SHA-256 ${sha256.slice(0, 12)}…): ${taken} arrays`,
    ...(prefix === "" ? [] : [`prefix ${prefix} of all names taken off`]),
    ...summed.map(({ name, from, to }) => `${name}: kernels of ${from} channels summed for ${to}`),
    ...(leftOut.length === 0 ? [] : [`not taken: ${leftOut.join(", ")}`]),
    `from scratch: ${fresh.join(", ")}`,
  ];
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** @throws ConfigError where there is no file; DataError where it cannot be read. */
function requireThere(path: string): Uint8Array {
  const bytes = readIfThere(path);
  if (bytes !== null) return bytes;
  throw new ConfigError("model.weights", "no such file", {
    got: path,
    advice: "Paths start from the folder of the run file.",
  });
}

/** The bytes of a file of weights. @throws FormatError for one of PyTorch's own: it says how to convert it. */
function readWeightsFile(path: string): Uint8Array {
  const bytes = requireThere(path);
  if (!isPickle(bytes)) return bytes;
  throw new FormatError(path, "a PyTorch file (pickle), not safetensors", {
    advice: `It can hold programs, and is not read. Convert it in Python:
  import torch; from safetensors.torch import save_file
  state = torch.load("${basename(path)}", map_location="cpu", weights_only=True)
  save_file({name: value.contiguous() for name, value in state.items()}, "weights.safetensors")`,
  });
}

/** What `torch.save` writes: a ZIP since PyTorch 1.6, before that a bare pickle (protocol 2 or later). */
function isPickle(bytes: Uint8Array): boolean {
  const isZip = [0x50, 0x4b, 3, 4].every((byte, index) => bytes[index] === byte);
  const [first, second = 0] = bytes;
  const isBare = first === 0x80 && second >= 2 && second <= 5;
  // A safetensors file starts with the length of its header, eight bytes of which the last four are zero.
  return isZip || (isBare && bytes.subarray(4, 8).some((byte) => byte !== 0));
}
