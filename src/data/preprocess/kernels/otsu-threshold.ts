import { at } from "../../../base/ndarray.js";

const bins = 256;

/**
 * The value that splits the samples into two classes with the largest variance between them, by a histogram of 256 bins
 * from the least sample to the largest: the middle of the last bin of the lower class. Null where all samples are equal.
 * @source Otsu 1979; skimage.filters.threshold_otsu.
 */
export function otsuThreshold(data: Float32Array): number | null {
  let [least, largest] = [Infinity, -Infinity];
  for (let index = 0; index < data.length; index++) {
    const value = data[index] ?? 0;
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  if (!(least < largest)) return null;
  const width = (largest - least) / bins;
  const middle = (bin: number): number => least + (bin + 0.5) * width;
  const counts = countBins(data, least, largest);
  let [below, belowSum, best, bestBin] = [0, 0, -1, 0];
  const allSum = counts.reduce((sum, count, bin) => sum + count * middle(bin), 0);
  for (let bin = 0; bin < bins - 1; bin++) {
    below += at(counts, bin);
    belowSum += at(counts, bin) * middle(bin);
    const above = data.length - below;
    const between = below * above * (belowSum / below - (allSum - belowSum) / above) ** 2;
    if (between > best) [best, bestBin] = [between, bin];
  }
  return middle(bestBin);
}

/** Samples by bin; an inner edge belongs to the bin above it, the largest sample to the last bin, as in numpy. */
function countBins(data: Float32Array, least: number, largest: number): Float64Array {
  const counts = new Float64Array(bins);
  const factor = bins / (largest - least);
  for (let index = 0; index < data.length; index++) {
    const bin = Math.min(bins - 1, Math.floor(((data[index] ?? 0) - least) * factor));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}
