import type { EpochSelection } from "../evaluation/results.js";

/** Which epoch is reported, by which rule, and why another rule stands in: `epoch 12 by adjusted-accuracy`. */
export function selectionText({ rule, epoch, reason }: EpochSelection): string {
  const because = reason === undefined ? "" : ` (no epoch by ${reason})`;
  return `epoch ${epoch} by ${rule}${because}`;
}
