import { at, sizeOf } from "../../base/ndarray.js";
import { isAlike, mostShift, thumbnailCosine } from "./correlation.js";
import { visitNearHashes } from "./near-hashes.js";
import { thumbnailSize, type Signatures } from "./signature.js";

/** Images that are compared; each list has one entry an image. */
export interface ComparedImages {
  /** Hash of the file's bytes. */
  readonly bytes: readonly string[];
  /** Hash of the samples after preprocessing. */
  readonly samples: readonly string[];
  /** 1: all samples are equal, so nothing can be said of what it shows. */
  readonly constant: Uint8Array;
  readonly signatures: Signatures;
  readonly imageShape: readonly number[];
  /** Read image `index` into `out`. */
  readonly read: (index: number, out: Float32Array) => void;
}

/** Images that are one and the same, or almost: numbers, ascending. */
export interface DuplicateGroup {
  readonly kind: "bytes" | "samples" | "near";
  readonly members: readonly number[];
}

/** Correlation from which two images are near duplicates. */
export const leastCorrelation = 0.99;
/** Thumbnails that are less alike are not looked at in full. */
const leastCosine = 0.9;

/** What a step costs, in comparisons of two hashes. */
const thumbnailCost = 64;
const shifts = (2 * mostShift + 1) ** 2;
const samplesAtOnce = 4;
/** Comparisons that a search may cost: about a minute of one busy core. */
export const defaultBudget = 5e9;

/**
 * Duplicates among images: the same bytes; other bytes but the same samples after preprocessing; and near duplicates,
 * whose hashes differ in at most 7 of 64 bits, whose thumbnails correlate to 0.9, and that correlate to at least
 * {@link leastCorrelation} when one is moved by at most 2 samples. Near is passed on: two that are near a third are in one group. Constant images are in
 * none but those of equal bytes.
 *
 * Not found: images that are turned, flipped, cropped, or moved by more.
 * @param budget see {@link defaultBudget}.
 * @returns `complete` false where near duplicates were not searched to the end.
 */
export function findDuplicates(
  images: ComparedImages,
  budget: number = defaultBudget,
): { readonly groups: readonly DuplicateGroup[]; readonly complete: boolean } {
  const { bytes, samples, constant } = images;
  const byBytes = groupBy(bytes, () => true);
  const bySamples = groupBy(samples, (index) => constant[index] === 0);
  const same = [...byBytes.values()].filter((members) => members.length > 1);
  const equal = [...bySamples.values()].filter(
    (members) => new Set(members.map((index) => bytes[index])).size > 1,
  );
  const near = findNear(images, [...bySamples.values()], budget);
  return {
    groups: [
      ...same.map((members) => ({ kind: "bytes", members }) as const),
      ...equal.map((members) => ({ kind: "samples", members }) as const),
      ...near.groups.map((members) => ({ kind: "near", members }) as const),
    ],
    complete: near.complete,
  };
}

function groupBy(keys: readonly string[], isMember: (index: number) => boolean) {
  const groups = new Map<string, number[]>();
  for (const [index, key] of keys.entries()) {
    if (!isMember(index)) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return groups;
}

/** Near duplicates among the first of each of `classes`, images with equal samples. */
function findNear(
  { signatures, imageShape, read }: ComparedImages,
  classes: readonly (readonly number[])[],
  budget: number,
): { readonly groups: readonly (readonly number[])[]; readonly complete: boolean } {
  const { hashes, thumbnails } = signatures;
  const own = new Uint32Array(2 * classes.length);
  for (const [index, members] of classes.entries()) {
    own[2 * index] = hashes[2 * at(members, 0)] ?? 0;
    own[2 * index + 1] = hashes[2 * at(members, 0) + 1] ?? 0;
  }
  const size = sizeOf(imageShape);
  const [left, right] = [new Float32Array(size), new Float32Array(size)];
  let isRead = -1;
  let spent = 0;
  const joined = createUnion(classes.length);
  const complete = visitNearHashes(
    own,
    (pairs) => (spent += pairs) <= budget,
    (later, earlier) => {
      if (joined.find(later) === joined.find(earlier)) return;
      const [one, other] = [at(at(classes, later), 0), at(at(classes, earlier), 0)];
      spent += thumbnailCost;
      if (thumbnailCosine(thumbnails, one, other, thumbnailSize) < leastCosine) return;
      spent += (shifts * size) / samplesAtOnce;
      if (isRead !== one) read(one, left);
      isRead = one;
      read(other, right);
      if (isAlike(left, right, imageShape, leastCorrelation)) joined.join(later, earlier);
    },
  );
  const groups = groupBy(
    Array.from(classes, (_, index) => String(joined.find(index))),
    () => true,
  );
  return {
    complete,
    groups: [...groups.values()]
      .filter((group) => group.length > 1)
      .map((group) =>
        group.flatMap((index) => at(classes, index)).sort((first, second) => first - second),
      ),
  };
}

/** Which of `count` numbers belong together. */
function createUnion(count: number) {
  const parent = Int32Array.from({ length: count }, (_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = at(parent, root);
    for (let step = index; step !== root;) {
      const next = at(parent, step);
      parent[step] = root;
      step = next;
    }
    return root;
  };
  return { find, join: (one: number, other: number) => void (parent[find(one)] = find(other)) };
}
