import { readFileSync, realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { DataError } from "../../base/errors.js";
import { fileErrorCode } from "../../base/file-error-code.js";
import { inlineWeights } from "../../graph/onnx/inline-weights.js";

/**
 * The bytes of an ONNX file with all its weights inside: those of other files in its folder, as large models have them, are put in.
 * @throws DataError for a file that cannot be read, and for weights in a file that is not in the folder of the model, links followed.
 * FormatError as `inlineWeights`.
 */
export function readModel(path: string): Uint8Array {
  const folder = dirname(path);
  return inlineWeights(readBytes(path), basename(path), (location) => {
    const file = join(folder, location);
    if (isAbsolute(location) || isOutside(folder, file)) refuseOutside(path, location);
    const bytes = readBytes(file);
    if (isOutside(realpathSync(folder), realpathSync(file))) refuseOutside(path, location);
    return bytes;
  });
}

function isOutside(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
}

function refuseOutside(path: string, location: string): never {
  throw new DataError(basename(path), "weights in a file outside the folder of the model", {
    got: location,
    advice: "Put it beside the model, and name it without a folder, or save the model whole.",
  });
}

function readBytes(path: string): Uint8Array {
  try {
    // A plain array: slice of a Buffer is no copy.
    const { buffer, byteOffset, length } = readFileSync(path);
    return new Uint8Array(buffer, byteOffset, length);
  } catch (error) {
    throw new DataError(path, "cannot be read", { got: fileErrorCode(error) });
  }
}
