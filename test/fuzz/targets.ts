import { arrayTargets } from "./array-targets.js";
import { imageTargets } from "./image-targets.js";
import { tableTargets } from "./table-targets.js";
import type { FuzzPlaces, FuzzTarget } from "./target.js";

/** Every reader of files that come from outside. */
export function fuzzTargets(places: FuzzPlaces): readonly FuzzTarget[] {
  return [...imageTargets(places), ...arrayTargets(places), ...tableTargets(places)];
}
