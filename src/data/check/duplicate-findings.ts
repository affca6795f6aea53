import { at } from "../../base/ndarray.js";
import type { DuplicateGroup } from "./find-duplicates.js";
import { words, type Finding, type Severity } from "./finding.js";

/** What duplicates may cross; every list has one entry a row. */
export interface CrossedColumns {
  readonly parts: readonly string[];
  readonly subjects: readonly string[];
  /** "" where it is masked. */
  readonly labels: readonly string[];
}

/** The worst first: what a group crosses decides where it is told. */
const crossings = ["parts", "labels", "subjects", "nothing"] as const;
type Crossing = (typeof crossings)[number];
const kinds = ["bytes", "samples", "near"] as const;

const names: Readonly<Record<DuplicateGroup["kind"], string>> = {
  bytes: "of files with the same bytes",
  samples: "of images with the same samples in other files",
  near: "of near duplicates",
};
const told: Readonly<Record<Crossing, { readonly where: string; readonly advice: string }>> = {
  parts: {
    where: "in several parts of the split",
    advice:
      "A test would see its training images: give them one subject, or leave all but one of each out.",
  },
  labels: {
    where: "with different labels",
    advice: "One of the labels is wrong: look at them.",
  },
  subjects: {
    where: "of different subjects",
    advice: "They are learnt twice, and a new split may part them: give them one subject.",
  },
  nothing: {
    where: "of one subject and label, in one part",
    advice: "They count twice and leak nothing; leave all but one of each out if that matters.",
  },
};

/**
 * Findings of duplicates, those that cross parts first. The same image in two parts is an error, a near one a warning.
 * @param rows of the cohort, by the numbers of the groups' members.
 */
export function duplicateFindings(
  groups: readonly DuplicateGroup[],
  columns: CrossedColumns,
  rows: readonly number[],
): Finding[] {
  const placed = groups.map(({ kind, members }) => {
    const own = members.map((member) => at(rows, member));
    return { kind, rows: own, crossed: crossedBy(own, columns) };
  });
  return crossings.flatMap((crossing) =>
    kinds.map((kind): Finding => {
      const own = placed.filter(
        (group) => group.kind === kind && (group.crossed[0] ?? "nothing") === crossing,
      );
      return {
        kind: `${kind === "near" ? "near" : `same-${kind}`}-across-${crossing}`,
        severity: severityOf(kind, crossing),
        count: own.length,
        what: `${words(own.length, "group", "groups")} ${names[kind]} ${told[crossing].where}`,
        items: own.map((group) => ({
          rows: group.rows,
          detail: group.crossed.map((name) => `other ${name}`).join(", "),
        })),
        advice: told[crossing].advice,
      };
    }),
  );
}

function severityOf(kind: DuplicateGroup["kind"], crossing: Crossing): Severity {
  if (crossing === "nothing") return "note";
  return crossing === "parts" && kind !== "near" ? "error" : "warning";
}

function crossedBy(
  rows: readonly number[],
  columns: CrossedColumns,
): Exclude<Crossing, "nothing">[] {
  const values = {
    parts: rows.map((row) => at(columns.parts, row)),
    labels: rows.map((row) => at(columns.labels, row)).filter((label) => label !== ""),
    subjects: rows.map((row) => at(columns.subjects, row)),
  };
  return (["parts", "labels", "subjects"] as const).filter(
    (name) => new Set(values[name]).size > 1,
  );
}
