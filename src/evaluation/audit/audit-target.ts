import { at } from "../../base/ndarray.js";
import type { Rng } from "../../base/rng.js";
import { pick } from "../attribute-results.js";
import type { DelongParts } from "../intervals/delong-parts.js";
import { undefinedMetric, type Undefined } from "../metric.js";
import type { NumberedSubjects } from "../number-subjects.js";
import { areasOfGroups } from "./areas-of-groups.js";
import { associationShift } from "./association-shift.js";
import type { AnsweredTarget, ClassTarget, Grouping, NumberTarget } from "./audit-input.js";
import type {
  AssociationShift,
  AuditedGroup,
  AuditedTarget,
  CalibrationBin,
  ConditionalTest,
  GroupGap,
  Measures,
} from "./audit-results.js";
import { fineStrata, type Strata } from "./fine-strata.js";
import { calibrationBins } from "./calibration-bins.js";
import { knownRows, pickInt, pickTarget } from "./known-rows.js";
import { createClassEngine } from "./class-engine.js";
import { classRows, scoresOf } from "./class-rows.js";
import { createConditionalTest, sortColumn, type SortedColumn } from "./conditional-test.js";
import { countedGroup, type CountedGroup } from "./counted-group.js";
import { disparityEffects } from "./disparity-effects.js";
import type { Effect } from "./decide-verdict.js";
import type { GroupEngine } from "./group-engine.js";
import { groupGaps, rateDifferences } from "./group-gaps.js";
import {
  countSubjects,
  deviationOf,
  estimateOf,
  valueOf,
  type MeasuredGrouping,
} from "./measured-grouping.js";
import { classMeasures, numberMeasures, type MeasureSet } from "./measure-of-sums.js";
import { createNumberEngine } from "./number-engine.js";
import { resampleGroups } from "./resample-groups.js";
import { rowsBySubject } from "./subject-classes.js";

/** Levels of a score in the resamples; more distinct scores share levels. */
const mostLevels = 2000;

/** How a target is audited. */
export interface TargetOptions extends NumberedSubjects {
  readonly groupings: readonly Grouping[];
  readonly resamples: number;
  readonly permutations: number;
  /** Fewest subjects of a ranked group. */
  readonly smallestGroup: number;
  /** Targets with the same one draw the same subjects. */
  readonly rng: Rng;
}

/** A target whose attributes wait for their verdicts, which need all p. */
export interface MeasuredTarget {
  readonly target: Omit<AuditedTarget, "attributes">;
  /** In the order of the groupings. */
  readonly attributes: readonly MeasuredAttribute[];
  /** What effects are divided by: 1, or the standard deviation of a number. */
  readonly unit: number;
  readonly isAnswered: boolean;
}

/** Everything of an attribute but the verdict. */
export interface MeasuredAttribute {
  readonly name: string;
  readonly of: readonly string[];
  readonly missing: number;
  readonly groups: readonly AuditedGroup[];
  readonly gaps: readonly GroupGap[];
  readonly conditional: ConditionalTest;
  readonly shift: AssociationShift | Undefined;
  readonly effects: readonly Effect[];
}

/** The rows of a target whose answer is known, and what measures and tests them. */
interface Prepared extends PreparedRows {
  readonly test: ReturnType<typeof createConditionalTest>;
}

interface PreparedRows {
  readonly target: AnsweredTarget;
  readonly subjectOf: Int32Array;
  /** [m], the label or the bin. */
  readonly strata: Int32Array;
  readonly strataNames: readonly string[];
  /** [m], what the conditional test is given: the label, or the number finer than by bins. */
  readonly given: Strata;
  readonly measures: MeasureSet;
  /** Exact, and with few levels (the same where there are few scores). */
  readonly engines: (groups: Int32Array, count: number) => readonly [GroupEngine, GroupEngine];
  /** Rows in ascending order of subject. */
  readonly bySubject: Int32Array;
  /** What the conditional test ranks. */
  readonly answers: readonly SortedColumn[];
  /** Calibration of each group; empty unless there are two classes. */
  readonly calibrate: (grouping: Grouping) => readonly (readonly CalibrationBin[])[];
  /** What the AUROC of each group varies by; absent unless there are two classes. */
  readonly areas?: (grouping: Grouping) => readonly (DelongParts | Undefined)[];
}

/** Groups, gaps, tests and shift of every grouping for one target. */
export function auditTarget(target: AnsweredTarget, options: TargetOptions): MeasuredTarget {
  const rows = knownRows(target);
  const subjectOf = pickInt(options.subjectOf, rows);
  const prepared = prepare(pickTarget(target, rows), {
    subjectOf,
    bySubject: rowsBySubject(subjectOf, options.subjectCount),
  });
  const groupings = options.groupings.map((grouping) => ({
    ...grouping,
    groups: pickInt(grouping.groups, rows),
    ...(grouping.numbers === undefined ? {} : { numbers: pick(grouping.numbers, rows) }),
  }));
  const whole: Grouping = {
    name: "all rows",
    of: [],
    groupNames: ["all rows"],
    groups: new Int32Array(rows.length),
  };
  const measured = measure(prepared, [whole, ...groupings], options);
  return {
    target: {
      name: target.name,
      kind: target.kind,
      classes: target.kind === "classes" ? target.classes : [],
      n: rows.length,
      threshold: target.kind === "classes" ? target.threshold : null,
      overall: measuresOf(withAreas(prepared, at(measured, 0)), 0),
      calibration: at(prepared.calibrate(whole), 0),
    },
    attributes: measured
      .slice(1)
      .map((one) => attributeOf(prepared, withAreas(prepared, one), options)),
    unit: unitOf(prepared.target),
    isAnswered: true,
  };
}

type Subjects = Pick<PreparedRows, "subjectOf" | "bySubject">;

function prepare(target: AnsweredTarget, subjects: Subjects): Prepared {
  const rows =
    target.kind === "classes" ? prepareClasses(target, subjects) : prepareNumber(target, subjects);
  const { answers, given, subjectOf, bySubject } = rows;
  const { strata, count: stratumCount } = given;
  const summed = { strata: rows.strata, count: rows.strataNames.length };
  const answered = { answers, strata, stratumCount, summed, subjects: subjectOf, bySubject };
  return { ...rows, test: createConditionalTest(answered) };
}

function prepareClasses(target: ClassTarget, subjects: Subjects): PreparedRows {
  const { labels, probabilities, classes, threshold } = target;
  const cut = threshold !== null && typeof threshold.value === "number" ? threshold.value : null;
  const rowsWith = (most: number) => classRows(labels, probabilities, classes.length, cut, most);
  const few = rowsWith(mostLevels);
  const all = few.levels.every(({ isExact }) => isExact) ? few : rowsWith(Infinity);
  const strata = new Int32Array(labels);
  const ranked = classes.length === 2 ? [1] : [...classes.keys()];
  const answers = ranked.map((label, index) => ({
    values: scoresOf(probabilities, classes.length, label),
    order: at(few.levels, index).order.toReversed(),
  }));
  return {
    target,
    ...subjects,
    strata,
    strataNames: classes,
    given: { strata, count: classes.length },
    measures: classMeasures(classes.length),
    engines: (groups, count) => {
      const exact = createClassEngine(all, groups, count);
      return [exact, all === few ? exact : createClassEngine(few, groups, count)];
    },
    answers,
    calibrate: ({ groups, groupNames }) =>
      classes.length === 2
        ? calibrationBins(labels, at(answers, 0).values, groups, groupNames.length)
        : groupNames.map(() => []),
    ...(classes.length === 2
      ? {
          areas: ({ groups, groupNames }) =>
            areasOfGroups(
              { labels, scores: at(answers, 0).values, subjects: subjects.subjectOf },
              groups,
              groupNames.length,
            ),
        }
      : {}),
  };
}

function prepareNumber(target: NumberTarget, subjects: Subjects): PreparedRows {
  const errors = Float64Array.from(
    target.targets,
    (value, row) => at(target.predictions, row) - value,
  );
  return {
    target,
    ...subjects,
    strata: Int32Array.from(target.bins),
    strataNames: target.binNames,
    given: fineStrata({
      ...{ targets: target.targets, bins: target.bins, binCount: target.binNames.length },
      subjects: subjects.subjectOf,
    }),
    measures: numberMeasures(target.binNames.length),
    engines: (groups, count) => {
      const engine = createNumberEngine(target, groups, count);
      return [engine, engine];
    },
    answers: [sortColumn(errors)],
    calibrate: ({ groupNames }) => groupNames.map(() => []),
  };
}

function measure(
  prepared: Prepared,
  groupings: readonly Grouping[],
  { subjectCount, resamples, rng }: TargetOptions,
): MeasuredGrouping[] {
  const { subjectOf, bySubject, strata, measures } = prepared;
  const pairs = groupings.map(({ groups, groupNames }) =>
    prepared.engines(groups, groupNames.length),
  );
  const ones = new Int32Array(strata.length).fill(1);
  const once = (engine: GroupEngine) => {
    const raw = new Float64Array(engine.groupCount * engine.fields);
    engine.evaluate(ones, raw, 0);
    return raw;
  };
  const points = pairs.map(([exact, levelled]) => {
    const raw = once(exact);
    return { exact: raw, levelled: exact === levelled ? raw : once(levelled) };
  });
  const drawn = resampleGroups(
    pairs.map(([, levelled]) => levelled),
    subjectOf,
    subjectCount,
    resamples,
    rng.child("resamples"),
  );
  return groupings.map((grouping, index) => ({
    grouping,
    measures,
    fields: at(pairs, index)[0].fields,
    ...at(points, index),
    replicates: at(drawn.raw, index),
    resamples,
    ...countSubjects(
      grouping.groups,
      grouping.groupNames.length,
      strata,
      measures.strata,
      subjectOf,
      bySubject,
    ),
  }));
}

/** One grouping at a time: its parts are as large as its rows. */
function withAreas({ areas }: Prepared, measured: MeasuredGrouping): MeasuredGrouping {
  return areas === undefined ? measured : { ...measured, areas: areas(measured.grouping) };
}

function measuresOf(measured: MeasuredGrouping, group: number): Measures {
  return Object.fromEntries(
    measured.measures.names.map((name) => [name, estimateOf(measured, group, name)]),
  );
}

function attributeOf(
  prepared: Prepared,
  measured: MeasuredGrouping,
  options: TargetOptions,
): MeasuredAttribute {
  const { grouping } = measured;
  const { kind } = prepared.target;
  const groups = countGroups(prepared, measured, options);
  const candidates = [...groups.keys()].filter((group) => at(groups, group).ranked);
  const gaps = groupGaps(measured, candidates);
  const shift = associationShift(measured, candidates, kind);
  const curves = prepared.calibrate(grouping);
  const valueIn = (name: string, group: string) =>
    valueOf(measured, grouping.groupNames.indexOf(group), name);
  return {
    name: grouping.name,
    of: grouping.of,
    missing: grouping.groups.reduce((count, group) => count + (group < 0 ? 1 : 0), 0),
    groups: groups.map((group, place) => ({
      ...group,
      calibration: at(curves, place),
      measures: measuresOf(measured, place),
    })),
    gaps,
    conditional: testOf(prepared, grouping, options),
    shift,
    effects: disparityEffects(kind, gaps, shift, candidates.length, valueIn),
  };
}

function countGroups(
  { target, strataNames }: Prepared,
  { grouping, exact, fields, subjects }: MeasuredGrouping,
  { smallestGroup }: TargetOptions,
): CountedGroup[] {
  const classes = target.kind === "classes" ? target.classes : null;
  return grouping.groupNames.map((name, group) => {
    const counts = strataNames.map((_, stratum) => at(exact, group * fields + stratum));
    return countedGroup(name, counts, at(subjects, group), classes, smallestGroup);
  });
}

function testOf(
  { target, test }: Prepared,
  { name, groups, groupNames, numbers }: Grouping,
  { permutations, rng }: TargetOptions,
): ConditionalTest {
  return test(
    numbers === undefined
      ? { kind: "classes", values: groups, size: groupNames.length }
      : { kind: "number", values: numbers, sorted: sortColumn(numbers) },
    permutations,
    rng.child(`permutations of ${name} for ${target.name}`),
  );
}

/** Standard deviation of a number, 1 where it has none; 1 of shares. */
function unitOf(target: AnsweredTarget): number {
  if (target.kind === "classes") return 1;
  const deviation = deviationOf(target.targets);
  return deviation > 0 ? deviation : 1;
}

/** Differences of rates of a measured attribute: of two classes only. */
export function ratesOf({ gaps }: MeasuredAttribute, { kind, classes }: MeasuredTarget["target"]) {
  return kind === "classes" && classes.length === 2
    ? rateDifferences(gaps)
    : undefinedMetric("two classes only");
}
