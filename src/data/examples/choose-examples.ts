import { at } from "../../base/ndarray.js";
import { hideSmallCells } from "../../base/small-counts.js";
import type { SampledSet } from "../dataset.js";
import { countGroups, countOfGroups, groupsOfSet, valuesOfGroup } from "../sampling/groups.js";

/** How many images are chosen, and of which groups. */
export interface ExampleLaw {
  /** Values of the label, and of each attribute in the set's order. */
  readonly labelSize: number;
  readonly attributeSizes: readonly number[];
  /** Most images of a group. */
  readonly imagesPerGroup: number;
  /** Most groups. */
  readonly mostGroups: number;
  /** Groups of fewer rows or subjects are passed over, and those whose counts could tell them; 1: none is. */
  readonly smallestCell: number;
}

/** The examples of one group. */
export interface ChosenGroup {
  /** Value numbers: the label's, then each attribute's. */
  readonly values: readonly number[];
  /** Rows of the group in the set. */
  readonly rows: number;
  /** Of the images in the set, ascending; one at least. */
  readonly positions: readonly number[];
}

/** Examples of a set by group, and how many groups with rows have none. */
export interface ChosenExamples {
  /** Label-major, the last attribute fastest. */
  readonly groups: readonly ChosenGroup[];
  /** Groups left out since others have more rows. */
  readonly leftOut: number;
  /** Groups left out for `smallestCell`. */
  readonly tooSmall: number;
}

/**
 * Images to show of a set, without chance: those of each group (label x attributes) are spread evenly over its subjects in the
 * order of the set, one image a subject, its first. Of m subjects number floor((2i + 1) m / 2k) is image i of k.
 *
 * The groups are those with most rows, of equally many the first. Rows without label or without an attribute are in no group.
 * @param subjects [n], whose image each row of the set is.
 * @throws DataError when the set does not have one column an attribute.
 */
export function chooseExamples(
  set: Pick<SampledSet, "name" | "label" | "attributes">,
  subjects: readonly string[],
  law: ExampleLaw,
): ChosenExamples {
  const { attributeSizes, labelSize, mostGroups } = law;
  const groups = groupsOfSet(set, attributeSizes);
  const counts = [...countGroups(groups, countOfGroups(labelSize, attributeSizes))];
  const filled = [...counts.keys()].filter((group) => at(counts, group) > 0);
  const shown = countsThatMayBeShown(counts, groups.length, law);
  const firsts = firstOfEachSubject(groups, subjects);
  const firstsOf = (group: number): readonly number[] => firsts.get(group) ?? [];
  const allowed = filled.filter(
    (group) => at(shown, group) && firstsOf(group).length >= law.smallestCell,
  );
  const chosen = allowed
    .toSorted((left, right) => at(counts, right) - at(counts, left))
    .slice(0, mostGroups)
    .sort((left, right) => left - right);
  return {
    groups: chosen.map((group) => ({
      values: valuesOfGroup(group, attributeSizes),
      rows: at(counts, group),
      positions: spread(firstsOf(group), law.imagesPerGroup),
    })),
    leftOut: allowed.length - chosen.length,
    tooSmall: filled.length - allowed.length,
  };
}

function countsThatMayBeShown(
  counts: readonly number[],
  rows: number,
  { labelSize, smallestCell }: ExampleLaw,
): boolean[] {
  const cells = counts.length / labelSize;
  const labels = counts.map((_, group) => Math.floor(group / cells));
  const outside = rows - counts.reduce((sum, count) => sum + count, 0);
  const displays = hideSmallCells({ labels, counts, outside }, smallestCell).cells;
  return displays.map((display) => display === "whole");
}

/** By group: the first position of each of its subjects. */
function firstOfEachSubject(
  groups: Int32Array,
  subjects: readonly string[],
): ReadonlyMap<number, readonly number[]> {
  const known = new Map<number, Set<string>>();
  const firsts = new Map<number, number[]>();
  for (const [position, group] of groups.entries()) {
    const subject = at(subjects, position);
    const own = known.get(group) ?? new Set();
    if (own.has(subject)) continue;
    known.set(group, own.add(subject));
    const positions = firsts.get(group) ?? [];
    positions.push(position);
    firsts.set(group, positions);
  }
  return firsts;
}

/** At most `most` of the values, one from the middle of each of as many equal parts. */
function spread(values: readonly number[], most: number): number[] {
  const count = Math.min(most, values.length);
  return Array.from({ length: count }, (_, index) =>
    at(values, Math.floor(((2 * index + 1) * values.length) / (2 * count))),
  );
}
