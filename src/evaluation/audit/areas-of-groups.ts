import { delongParts, type DelongParts, type RankedRows } from "../intervals/delong-parts.js";
import type { Undefined } from "../metric.js";

/**
 * What the AUROC of each group varies by, {@link delongParts} of its rows.
 *
 * groups [n] 0..G-1, -1 none -> [G].
 */
export function areasOfGroups(
  { labels, scores, subjects }: RankedRows,
  groups: Int32Array,
  groupCount: number,
): (DelongParts | Undefined)[] {
  const sizes = new Int32Array(groupCount);
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] ?? -1;
    if (group >= 0) sizes[group] = (sizes[group] ?? 0) + 1;
  }
  const own = Array.from(sizes, (size) => ({
    labels: new Uint8Array(size),
    scores: new Float64Array(size),
    subjects: new Int32Array(size),
  }));
  // Backwards: rows of an audit come in descending order of score, and need not be sorted again.
  const left = sizes.slice();
  for (let row = 0; row < groups.length; row++) {
    const group = groups[row] ?? -1;
    const rows = own[group];
    if (rows === undefined) continue;
    const place = (left[group] ?? 0) - 1;
    rows.labels[place] = labels[row] ?? 0;
    rows.scores[place] = scores[row] ?? NaN;
    rows.subjects[place] = subjects[row] ?? 0;
    left[group] = place;
  }
  return own.map(delongParts);
}
