import { at, sizeOf } from "../../base/ndarray.js";
import type { DataSet } from "../../data/dataset.js";
import { imagePlanes, type ImagePlane } from "../../data/examples/image-planes.js";
import { rangeOfPlanes } from "../../data/examples/thumbnail.js";
import type { AuditedAttribute, AuditedTarget, AuditResults } from "../../evaluation/audit/audit-results.js"; // prettier-ignore
import { groupsInOrder } from "../../report/audit/groups-block.js";
import type { CellPictures, GroupPictures } from "../../report/audit/group-pictures.js";
import { mainMeasure } from "../../report/audit/main-measures.js";
import { pictureOf } from "../example-images.js";
import type { AnsweredPictures } from "./answered-pictures.js";
import { answersOf, chooseAnsweredRows, type Answer } from "./choose-answered-rows.js";

/** Bounds of the page: pictures of a cell, samples of a side, and bytes of all pictures in base64 (with 20 attributes of 10 groups the rest is below 1.5 MB). */
const bounds = { images: 2, volumes: 1, longestSide: 64, bytes: 2_500_000 };

/** A label in a group, with rows to show. */
interface Cell extends Omit<CellPictures, "pictures"> {
  readonly answers: readonly Answer[];
}

/** How pictures may be shown. */
export interface PictureLaw {
  readonly dataset: Pick<DataSet, "exampleImages" | "smallestCell" | "valueRange" | "orientation">;
  /** False: the person wants none. */
  readonly withImages: boolean;
}

/**
 * Pictures behind the ranked groups of an audit, right and wrong of each label, as {@link chooseAnsweredRows} chooses them, until together they have
 * 2.5 MB: first the worst group of every attribute, then the best, the second worst and so on.
 *
 * A reason in their place where the person wants none, or the owner of the data keeps pictures from being shown.
 * @param probabilities of the pictures, row-major [n, K].
 */
export function makeGroupPictures(
  { targets }: AuditResults,
  pictures: AnsweredPictures,
  probabilities: Float64Array,
  { dataset, withImages }: PictureLaw,
): GroupPictures {
  if (!withImages) return { reason: "Left out of this page (--no-images)." };
  if (dataset.exampleImages === false) return { reason: "The owner of the data keeps pictures from being shown." }; // prettier-ignore
  const [target] = targets;
  // The audit names classes as its table does, in the order of the model's answers.
  if (target === undefined || target.classes.length !== pictures.classNames.length) {
    return { reason: "The target is no class." };
  }
  const { images } = pictures;
  const perCell = images.imageShape.length === 4 ? bounds.volumes : bounds.images;
  const cells = cellsOf(target, pictures, probabilities, { most: perCell, smallest: dataset.smallestCell ?? 1 }); // prettier-ignore
  const planesOf = (row: number): ImagePlane[] => {
    const values = new Float32Array(sizeOf(images.imageShape));
    images.writeImage(row, values, 0);
    return imagePlanes(values, images.imageShape, dataset.orientation);
  };
  const { valueRange = [0, 1] } = dataset;
  const range = valueRange ?? rangeOfPlanes(cells.slice(0, 50).flatMap(({ answers }) => answers.flatMap(({ row }) => planesOf(row)))); // prettier-ignore
  const shown: CellPictures[] = [];
  let bytes = 0;
  for (const { answers, ...cell } of cells) {
    const own = answers.map(({ row, answered, probability }) => ({
      answered: at(target.classes, answered),
      probability,
      planes: planesOf(row).map((plane) => pictureOf(plane, range, bounds.longestSide)),
    }));
    bytes += own.flatMap(({ planes }) => planes).reduce((sum, { png }) => sum + png.length, 0);
    if (bytes > bounds.bytes) break;
    shown.push({ ...cell, pictures: own });
  }
  return { cells: shown, perCell, leftOut: cells.length - shown.length };
}

/** All cells that have rows to show, in the order in which they get room. */
function cellsOf(
  target: AuditedTarget,
  pictures: AnsweredPictures,
  probabilities: Float64Array,
  law: { readonly most: number; readonly smallest: number },
): Cell[] {
  const { subjects, images } = pictures;
  const { set } = images;
  const threshold = typeof target.threshold?.value === "number" ? target.threshold.value : null;
  const classCount = target.classes.length;
  const answers = answersOf({ labels: set.label, probabilities, classCount, threshold, subjects });
  return groupsByTurn(target).flatMap(({ attribute, group }) => {
    const rows = rowsOfGroup(pictures, attribute, group);
    return target.classes.flatMap((label, place): Cell[] => {
      const own = rows.filter((row) => at(set.label, row) === place).map((row) => at(answers, row));
      const { right, wrong } = chooseAnsweredRows(own, place, subjects, law);
      const named = { attribute: attribute.name, group, label };
      return [
        { ...named, isRight: false, answers: wrong },
        { ...named, isRight: true, answers: right },
      ].filter((cell) => cell.answers.length > 0);
    });
  });
}

/** Ranked groups of the attributes: the worst of each, the best of each, the second worst, … */
function groupsByTurn(target: AuditedTarget) {
  const lists = target.attributes
    .filter(({ of }) => of.length === 1)
    .map((attribute) => {
      const ranked = groupsInOrder(attribute, mainMeasure(target)).filter((group) => group.ranked);
      const ends = ranked.map((_, turn) => at(turn % 2 === 0 ? ranked : ranked.toReversed(), turn >> 1)); // prettier-ignore
      return ends.map(({ name }) => ({ attribute, group: name }));
    });
  const turns = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => lists.flatMap((list) => list[turn] ?? [])).flat(); // prettier-ignore
}

/** Positions of the pictures of a group; none where it is called otherwise in the pictures' own table. */
function rowsOfGroup(
  { attributes, images: { set } }: AnsweredPictures,
  { name }: AuditedAttribute,
  group: string,
): number[] {
  const index = attributes.findIndex((attribute) => attribute.name === name);
  const value = attributes[index]?.valueNames.indexOf(group) ?? -1;
  if (value < 0) return [];
  const column = at(set.attributes, index);
  return Array.from(column.keys()).filter((row) => column[row] === value);
}
