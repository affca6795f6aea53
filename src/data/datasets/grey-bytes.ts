import { createHash } from "node:crypto";
import { sizeOf } from "../../base/ndarray.js";
import type { DataSet } from "../dataset.js";

/**
 * The same data set with grey values 0..255 in the place of 0..1, as the code of MIMM feeds them: for replications with
 * published learning rates, which mean other steps on the other scale. Exact: x is k / 255 in float32 and k is its
 * byte.
 */
export function withGreyBytes(dataset: DataSet): DataSet {
  const pixels = sizeOf(dataset.imageShape);
  return {
    ...dataset,
    valueRange: [0, 255],
    contentHash: createHash("sha256").update(`grey bytes ${dataset.contentHash}`).digest("hex"),
    writeImage(pool, row, planted, out, offset) {
      dataset.writeImage(pool, row, planted, out, offset);
      for (let pixel = offset; pixel < offset + pixels; pixel++) {
        out[pixel] = Math.round(255 * (out[pixel] ?? 0));
      }
    },
  };
}
