import { at } from "../../base/ndarray.js";
import type { AuditedAttribute, AuditedTarget, AuditResults } from "../../evaluation/audit/audit-results.js"; // prettier-ignore
import type { CellPicture, CellPictures } from "../../report/audit/group-pictures.js";
import { groupsInOrder } from "../../report/audit/groups-block.js";
import { mainMeasure } from "../../report/audit/main-measures.js";
import type { AnyAnsweredPictures, NumberedPictures } from "./answered-pictures.js";
import { answersOf, chooseAnsweredRows, type Answer } from "./choose-answered-rows.js";
import { chooseErringRows } from "./choose-erring-rows.js";
import { auditedTargetOf, picturedClasses, type PicturedClasses } from "./pictured-classes.js";

/** Rows to show, and what the model says of them. */
export interface GroupCell extends Omit<CellPictures, "pictures"> {
  readonly rows: readonly { readonly row: number; readonly said: SaidOfPicture }[];
}

type SaidOfPicture =
  | Pick<Extract<CellPicture, { answered: string }>, "answered" | "probability">
  | Pick<Extract<CellPicture, { predicted: number }>, "predicted" | "error">;

/** Most rows of a cell, and the rows and subjects that must be there to choose from. */
export interface CellLaw {
  readonly most: number;
  readonly smallest: number;
}

/** A ranked group of an attribute, and the cells of it. */
interface TargetCells {
  readonly target: AuditedTarget;
  readonly cellsOf: (attribute: string, group: string, rows: readonly number[]) => GroupCell[];
}

/**
 * All cells of the ranked groups that have rows to show, in the order in which they get room: of every target and attribute the worst group, then the best, the second worst
 * and so on. None of a target that the audit does not have, or has with other classes.
 * @param said what the model says of the pictures as they are, row-major.
 */
export function groupCells(
  results: Pick<AuditResults, "targets">,
  pictures: AnyAnsweredPictures,
  said: Float64Array,
  law: CellLaw,
): GroupCell[] {
  const targets =
    pictures.kind === "number"
      ? results.targets.slice(0, 1).map((target) => numberCells(target, pictures, said, law))
      : picturedClasses(pictures).flatMap((own): TargetCells[] => {
          const target = auditedTargetOf(results, own.answer);
          // The audit names classes as its table does, in the order of the model's answers.
          return target?.classes.length === own.classNames.length
            ? [classCells(target, own, said, pictures.subjects, law)]
            : [];
        });
  return groupsByTurn(targets).flatMap(({ cellsOf, attribute, group }) =>
    cellsOf(attribute.name, group, rowsOfGroup(pictures, attribute, group)),
  );
}

function classCells(
  target: AuditedTarget,
  { labels, classNames, probabilitiesOf }: PicturedClasses,
  said: Float64Array,
  subjects: readonly string[],
  law: CellLaw,
): TargetCells {
  const threshold = typeof target.threshold?.value === "number" ? target.threshold.value : null;
  const classCount = classNames.length;
  const probabilities = probabilitiesOf(said);
  const answers = answersOf({ labels, probabilities, classCount, threshold, subjects });
  const saidOf = ({ row, answered, probability }: Answer) => ({
    row,
    said: { answered: at(target.classes, answered), probability },
  });
  return {
    target,
    cellsOf: (attribute, group, rows) =>
      target.classes.flatMap((label, place): GroupCell[] => {
        const own = rows.filter((row) => at(labels, row) === place).map((row) => at(answers, row));
        const { right, wrong } = chooseAnsweredRows(own, place, subjects, law);
        const named = { target: target.name, attribute, group, label };
        return [
          { ...named, kind: "wrong" as const, rows: wrong.map(saidOf) },
          { ...named, kind: "right" as const, rows: right.map(saidOf) },
        ].filter((cell) => cell.rows.length > 0);
      }),
  };
}

function numberCells(
  target: AuditedTarget,
  { images, subjects }: NumberedPictures,
  said: Float64Array,
  law: CellLaw,
): TargetCells {
  const truth = images.labelNumbers ?? new Float64Array();
  return {
    target,
    cellsOf(attribute, group, rows) {
      const own = rows.map((row) => ({ row, predicted: at(said, row), error: at(said, row) - at(truth, row) })); // prettier-ignore
      const chosen = chooseErringRows(own, images.set.label, subjects, law);
      return (["over", "under", "median"] as const).flatMap((kind): GroupCell[] => {
        const shown = chosen[kind].map(({ row, ...words }) => ({ row, said: words }));
        const named = { target: target.name, attribute, group, label: "", kind };
        return shown.length === 0 ? [] : [{ ...named, rows: shown }];
      });
    },
  };
}

/** Ranked groups of the targets' attributes: the worst of each, the best of each, the second worst, … */
function groupsByTurn(targets: readonly TargetCells[]) {
  const lists = targets.flatMap(({ target, cellsOf }) =>
    target.attributes
      .filter(({ of }) => of.length === 1)
      .map((attribute) => {
        const ranked = groupsInOrder(attribute, mainMeasure(target)).filter((group) => group.ranked); // prettier-ignore
        const ends = ranked.map((_, turn) => at(turn % 2 === 0 ? ranked : ranked.toReversed(), turn >> 1)); // prettier-ignore
        return ends.map(({ name }) => ({ cellsOf, attribute, group: name }));
      }),
  );
  const turns = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => lists.flatMap((list) => list[turn] ?? [])).flat(); // prettier-ignore
}

/** Positions of the pictures of a group; none where it is called otherwise in the pictures' own table. */
function rowsOfGroup(
  { attributes, images: { set } }: AnyAnsweredPictures,
  { name }: AuditedAttribute,
  group: string,
): number[] {
  const index = attributes.findIndex((attribute) => attribute.name === name);
  const value = attributes[index]?.valueNames.indexOf(group) ?? -1;
  if (value < 0) return [];
  const column = at(set.attributes, index);
  return Array.from(column.keys()).filter((row) => column[row] === value);
}
