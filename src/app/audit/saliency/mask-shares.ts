import { estimateOf } from "../../../evaluation/audit/masked-groups.js";
import type { MaskShare, SaliencyMethod } from "../../../evaluation/audit/saliency-results.js";
import { numberSubjects } from "../../../evaluation/number-subjects.js";
import { undefinedMetric } from "../../../evaluation/metric.js";
import { shareInside } from "../../../probing/saliency/share-inside.js";
import type { Look } from "./looker.js";

/** Looks at a picture, and what is inside a mask there. */
export interface MaskedLook {
  readonly subject: string;
  readonly trained: Look;
  /** Of the network that has learnt nothing; null where there is none. */
  readonly randomised: Look | null;
  /** [...extents], 1 inside, else 0; not empty. */
  readonly inside: Uint8Array;
}

/** How much of the maps of one method lies inside a mask. Maps that are 0 everywhere, or not finite, are left out; undefined with fewer than five subjects. */
export function maskShare(
  mask: string,
  method: SaliencyMethod,
  looks: readonly MaskedLook[],
): MaskShare {
  const shareOf = (look: Look | null, inside: Uint8Array): number | null => {
    const map = look?.maps.get(method);
    if (map === undefined || !map.every(Number.isFinite)) return null;
    const { share } = shareInside(map, inside);
    return typeof share === "number" ? share : null;
  };
  const rows = looks.map(({ subject, trained, randomised, inside }) => ({
    subject,
    share: shareOf(trained, inside),
    randomised: shareOf(randomised, inside),
    area: inside.reduce((sum, own) => sum + own, 0) / inside.length,
  }));
  const mean = (of: (row: (typeof rows)[number]) => number | null) => {
    const known = rows.flatMap((row) => {
      const value = of(row);
      return value === null ? [] : [{ value, subject: row.subject }];
    });
    if (known.length === 0) return undefinedMetric("no map with a value");
    const { subjectOf } = numberSubjects(known.map(({ subject }) => subject));
    return estimateOf(
      known.map(({ value }) => value),
      [...subjectOf],
    );
  };
  return {
    mask,
    share: mean(({ share }) => share),
    area: mean(({ share, area }) => (share === null ? null : area)),
    randomised: mean(({ randomised }) => randomised),
    above_area: mean(({ share, area }) => (share === null ? null : share - area)),
    above_randomised: mean(({ share, randomised }) => share === null || randomised === null ? null : share - randomised), // prettier-ignore
  };
}
