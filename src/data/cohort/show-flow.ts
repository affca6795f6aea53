import { hideSmallCounts, isSmall, showCount, type CountDisplay } from "../../base/small-counts.js";
import type { CohortFlow, FlowCount } from "./flow-counts.js";

/** A flow of exclusions as it is shown: all counts are text. */
export interface ShownFlow {
  readonly steps: readonly ShownStep[];
  readonly parts: readonly { readonly part: string; readonly count: string }[];
}

/** A box of the flow, and what was left out on the way to it. */
export interface ShownStep {
  /** What holds for the rows that stay; the first: the tables. */
  readonly what: string;
  /** `1188 rows of 800 subjects`, after it. */
  readonly count: string;
  /** `12 rows left out`; null where none were. */
  readonly excluded: string | null;
  /** Where they say more than the steps' names: `sex is missing`, of several `sex is missing: 12`. */
  readonly reasons: readonly string[];
}

/**
 * The flow in words, with no count of 1 to `smallest` − 1 of rows or subjects, and none that could be computed.
 *
 * The rows after each step tell what it took, so steps are put together until they took 0 or at least `smallest` rows and
 * subjects. Where all took fewer, the tables' own rows are not shown. Parts: as `hideSmallCounts`; the rows of a part whose
 * masked labels are few are not shown either, since its set has the others.
 */
export function showFlow({ steps, parts }: CohortFlow, smallest: number): ShownFlow {
  const rows = hideSmallCounts(
    parts.map((part) => part.rows),
    smallest,
  );
  hideForced(
    rows,
    parts.map(({ unlabelled }) => isSmall(unlabelled, smallest)),
  );
  const subjects = hideSmallCounts(
    parts.map((part) => part.subjects),
    smallest,
  );
  return {
    steps: mergeSteps(steps, smallest).map((step, index) => showStep(step, index, smallest)),
    parts: parts.map((part, index) => ({
      part: part.part,
      count: countText(
        showCount(part.rows, rows[index] ?? "hidden", smallest),
        showCount(part.subjects, subjects[index] ?? "hidden", smallest),
      ),
    })),
  };
}

/** Text of a flow, a line a step: for terminals and model cards. */
export function flowLines({ steps, parts }: ShownFlow): string[] {
  return [
    ...steps.flatMap(({ what, count, excluded, reasons }) => [
      ...(excluded === null ? [] : [`  - ${[excluded, ...reasons].join("; ")}`]),
      `${what}: ${count}`,
    ]),
    ...parts.map(({ part, count }) => `  ${part}: ${count}`),
  ];
}

/** Steps after the first, put together where one took few; all into the first where even that is few. */
function mergeSteps(steps: readonly FlowCount[], smallest: number): MergedStep[] {
  const merged: MergedStep[] = [];
  for (const step of steps) {
    let next: MergedStep = { ...step, names: [step.what], subjectsBefore: step.subjects };
    const before = merged.at(-1);
    if (before !== undefined) next = { ...next, subjectsBefore: before.subjects };
    // A step that took few is put to the one before, which is looked at again.
    if (before !== undefined && merged.length > 1 && isFew(before, smallest)) {
      merged.pop();
      next = join(before, next);
    }
    merged.push(next);
  }
  for (;;) {
    const last = merged.at(-1);
    const before = merged.at(-2);
    if (last === undefined || before === undefined || !isFew(last, smallest)) return merged;
    merged.splice(-2, 2, join(before, last));
    if (merged.length === 1) return merged;
  }
}

interface MergedStep extends FlowCount {
  readonly names: readonly string[];
  readonly subjectsBefore: number;
}

function isFew({ excluded, subjects, subjectsBefore }: MergedStep, smallest: number): boolean {
  return isSmall(excluded, smallest) || isSmall(subjectsBefore - subjects, smallest);
}

function join(left: MergedStep, right: MergedStep): MergedStep {
  const reasons: Record<string, number> = {};
  for (const { reasons: own, what, excluded } of [left, right]) {
    const named = Object.keys(own).length > 0 || excluded === 0 ? own : { [what]: excluded };
    for (const [why, count] of Object.entries(named)) reasons[why] = (reasons[why] ?? 0) + count;
  }
  return {
    what: right.what,
    names: [...left.names, ...right.names],
    rows: right.rows,
    subjects: right.subjects,
    subjectsBefore: left.subjectsBefore,
    excluded: left.excluded + right.excluded,
    reasons,
  };
}

function showStep(step: MergedStep, index: number, smallest: number): ShownStep {
  const { names, rows, subjects, excluded } = step;
  const isWhole = excluded === 0 || excluded >= smallest;
  const left = isWhole ? String(excluded) : `<${smallest}`;
  const taken = `${left} ${left === "1" ? "row" : "rows"} left out${index === 0 ? " before" : ""}`;
  const reasons = Object.keys(step.reasons);
  const counts = Object.values(step.reasons);
  const displays = hideSmallCounts(counts, smallest);
  return {
    what: names.join("; "),
    count: countText(
      isSmall(rows, smallest) ? `<${smallest}` : String(rows),
      isSmall(subjects, smallest) ? `<${smallest}` : String(subjects),
    ),
    excluded: excluded === 0 ? null : taken,
    reasons: reasons.map((why, place) => {
      const count = showCount(counts[place] ?? 0, displays[place] ?? "hidden", smallest);
      return isWhole && reasons.length > 1 ? `${why}: ${count}` : why;
    }),
  };
}

function countText(rows: string, subjects: string): string {
  return `${rows} ${rows === "1" ? "row" : "rows"} of ${subjects} ${subjects === "1" ? "subject" : "subjects"}`;
}

/** Hide what must be, and one more where it would be alone: the sum is known. */
function hideForced(displays: CountDisplay[], forced: readonly boolean[]): void {
  if (!forced.includes(true)) return;
  for (const [index, isForced] of forced.entries()) if (isForced) displays[index] = "hidden";
  if (displays.filter((display) => display !== "whole").length > 1) return;
  const other = displays.indexOf("whole");
  if (other >= 0) displays[other] = "hidden";
}
