import { at } from "../../base/ndarray.js";
import { showCount, type CountDisplay } from "../../base/small-counts.js";
import { emptyCells } from "../sampling/describe-sets.js";
import { steadyRows } from "../sampling/groups.js";
import { cellName, shownCounts, type RealisedTable } from "../sampling/realised-table.js";
import { missing, type CellTable } from "./cell-tables.js";
import { words, type Finding } from "./finding.js";

/** Cells without a row in training, and those with so few in a part that their accuracy follows single images. */
export function cellFindings(tables: readonly CellTable[], smallest: number): Finding[] {
  const named = tables.flatMap(({ cells }) =>
    cells
      .filter(({ values }) => !values.includes(missing))
      .flatMap(({ values, counts }) =>
        counts.map((count) => ({ ...count, name: values.join(", ") })),
      ),
  );
  const empty = named.filter(({ part, count }) => part === "train" && count === 0);
  return [
    {
      kind: "empty-cells",
      severity: "warning",
      count: empty.length,
      what: `${words(empty.length, "cell", "cells")} of label and attributes without a training row`,
      items: empty.map(({ name }) => ({ rows: [], detail: name })),
      advice: apartAdvice,
    },
    smallFinding(named, smallest, "cell", "a part"),
  ];
}

/** Sets of a run that a group without images takes something from, beside the tests. */
const learntFrom: readonly string[] = ["train", "validation"];

/** The same of the groups of a run, in its sets: groups that training or validation have no image of, and small ones of any set. */
export function setFindings(tables: readonly RealisedTable[], smallest: number): Finding[] {
  const empty = tables
    .filter(({ set }) => learntFrom.includes(set))
    .flatMap((table) => emptyOf(table).map((cell) => `${cellName(cell)} in ${table.set}`));
  const isTaught = tables.every((table) => table.set !== "train" || emptyOf(table).length === 0);
  const named = tables.flatMap((table) => {
    const shown = shownCounts(table, smallest);
    return table.cells.map((cell, index) => ({
      ...{ name: cellName(cell), part: table.set, count: cell.count, display: at(shown, index) },
    }));
  });
  return [
    {
      kind: "empty-cells",
      severity: "warning",
      count: empty.length,
      what: `${words(empty.length, "group", "groups")} of label and attributes of the run without an image in training or validation`,
      items: empty.map((detail) => ({ rows: [], detail })),
      advice: `${isTaught ? "" : `${apartAdvice} `}An epoch is chosen without the groups that validation lacks.`,
    },
    smallFinding(named, smallest, "group", "a set of the run"),
  ];
}

/** A method may learn a plan's empty training cells nowhere, asked for or not. */
function emptyOf(table: RealisedTable) {
  return table.set === "train" ? table.cells.filter(({ count }) => count === 0) : emptyCells(table);
}

const apartAdvice =
  "Nothing in training tells label and attribute apart there: merge values, or say so with the results.";

/** Of a hidden count not even that it is below ten. */
function smallFinding(
  named: readonly {
    readonly name: string;
    readonly part: string;
    readonly count: number;
    readonly display: CountDisplay;
  }[],
  smallest: number,
  one: string,
  where: string,
): Finding {
  const small = named.filter(
    ({ count, display }) => count > 0 && count < steadyRows && display !== "hidden",
  );
  return {
    kind: "small-cells",
    severity: "note",
    count: small.length,
    what: `${words(small.length, one, `${one}s`)} with fewer than ${steadyRows} rows in ${where}`,
    items: small.map(({ name, part, count, display }) => ({
      rows: [],
      detail: `${name} in ${part}: ${showCount(count, display, smallest)}`,
    })),
    advice: "Their accuracy follows single images: read its interval.",
  };
}
