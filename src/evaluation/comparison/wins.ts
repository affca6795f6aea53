import { undefinedMetric, type Metric } from "../metric.js";
import type { OutcomeKind } from "../outcome.js";
import type { ClaimVerdict, MeasureSummary, MethodComparison, Win } from "./comparison.js";

/** A headline measure; `test` null is the gap. */
export interface HeadlineMeasure {
  readonly metric: string;
  readonly test: string | null;
  readonly isLowerBetter: boolean;
}

/** What bars a method from winning; null: nothing. */
export type BarOf = (method: MethodComparison) => OutcomeKind | null;

/** The summary of a measure, or undefined where the method has none. */
export function summaryOf(
  method: MethodComparison,
  { metric, test }: Pick<HeadlineMeasure, "metric" | "test">,
): MeasureSummary | undefined {
  return test === null ? method.gap : method.tests[test]?.[metric];
}

/**
 * Who is ahead in a measure, and whether that is a finding. Considered are methods and references, not ceilings,
 * and no method whose outcome is collapsed or anti-shortcut: a lost task has no gap, and working against the
 * attribute is no success.
 *
 * The best mean wins when it is better than every other reference; a reference wins when, besides, every
 * other method is worse. Several with the same best mean: none of them is best. The best is chosen after the
 * fact: the correction over methods x tests pays for that.
 */
export function decideWin(
  methods: readonly MethodComparison[],
  measure: HeadlineMeasure,
  barOf: BarOf,
): Win {
  const runners = methods.filter(({ role }) => role !== "ceiling");
  const barred = runners.flatMap((method) => {
    const outcome = barOf(method);
    return outcome === null ? [] : [{ method: method.method, outcome }];
  });
  const ranked = rank(
    runners.filter(({ method }) => !barred.some((one) => one.method === method)),
    measure,
  );
  const [best] = ranked;
  const open = (because: string): Win => ({
    metric: measure.metric,
    test: measure.test,
    best: null,
    reference: null,
    verdict: "no conclusion",
    because,
    barred,
  });
  if (best === undefined) return open("no method has a value");
  const equals = ranked.filter((one) => meanIn(one, measure) === meanIn(best, measure));
  if (equals.length > 1) {
    return open(`${equals.map(({ method }) => method).join(", ")} have the same mean`);
  }
  const reference = ranked.find((one) => one !== best && one.role === "reference");
  return {
    metric: measure.metric,
    test: measure.test,
    best: best.method,
    reference: reference?.method ?? null,
    ...judge(best, ranked, measure),
    barred,
  };
}

/** Methods with a mean, the best first. */
function rank(methods: readonly MethodComparison[], measure: HeadlineMeasure): MethodComparison[] {
  const sign = measure.isLowerBetter ? 1 : -1;
  return methods
    .flatMap((method) => {
      const mean = summaryOf(method, measure)?.mean;
      return typeof mean === "number" ? [{ method, key: sign * mean }] : [];
    })
    .sort((left, right) => left.key - right.key)
    .map(({ method }) => method);
}

function judge(
  best: MethodComparison,
  ranked: readonly MethodComparison[],
  measure: HeadlineMeasure,
): Pick<Win, "verdict" | "because"> {
  const others = ranked.filter((one) => one !== best);
  const references = others.filter(({ role }) => role === "reference");
  const open: string[] = [];
  for (const { method } of references) {
    const difference = summaryOf(best, measure)?.differences[method];
    if (difference?.verdict !== "better") open.push(method);
  }
  if (best.role === "reference") {
    for (const other of others) {
      const difference = summaryOf(other, measure)?.differences[best.method];
      if (difference?.verdict !== "worse" && !open.includes(other.method)) open.push(other.method);
    }
  } else if (references.length === 0) {
    return { verdict: "no conclusion", because: "there is no reference to compare with" };
  }
  if (others.length === 0) {
    return { verdict: "no conclusion", because: "no other method counts in this measure" };
  }
  return open.length === 0
    ? {
        verdict: "wins",
        because:
          best.role === "reference" ? "every other method is worse" : "better than every reference",
      }
    : { verdict: "no conclusion", because: `not told apart from ${open.join(", ")}` };
}

/** The reference with the best mean, or null. */
export function strongestReference(
  methods: readonly MethodComparison[],
  measure: HeadlineMeasure,
): string | null {
  const [best] = rank(
    methods.filter(({ role }) => role === "reference"),
    measure,
  );
  return best?.method ?? null;
}

/** By what a claim is judged. */
export interface ClaimMeasures {
  readonly main: Pick<HeadlineMeasure, "metric" | "isLowerBetter">;
  readonly worstGroup: string;
  readonly barOf: BarOf;
}

/**
 * The verdict on the method that was named beforehand, against each reference: that of the main metric on the headline
 * test. "Better" is withheld where the outcome is collapsed or anti-shortcut, or where the worst group is worse.
 */
export function judgeClaim(
  claimed: MethodComparison,
  references: readonly string[],
  headlineTest: string,
  { main, worstGroup, barOf }: ClaimMeasures,
): ClaimVerdict {
  const measure = { metric: main.metric, test: headlineTest };
  const bar = barOf(claimed);
  const ahead = main.isLowerBetter ? "lower" : "higher";
  const verdicts = references
    .filter((reference) => reference !== claimed.method)
    .map((reference) => {
      const found = summaryOf(claimed, measure)?.differences[reference];
      const worst = summaryOf(claimed, { ...measure, metric: worstGroup });
      const verdict = found?.verdict ?? "no conclusion";
      const because = found?.because ?? "the reference has no runs here";
      const withheld = (reason: string) =>
        ({ reference, verdict: "no conclusion", because: reason }) as const;
      if (verdict === "better" && bar !== null) {
        return withheld(`${ahead}, but its outcome is ${bar}, which is no success`);
      }
      if (verdict === "better" && worst?.differences[reference]?.verdict === "worse") {
        return withheld(`${ahead}, but its worst group is worse`);
      }
      return { reference, verdict, because };
    });
  return { method: claimed.method, ...measure, verdicts };
}

/** The mean of a measure, for tables. */
export function meanIn(
  method: MethodComparison,
  measure: Pick<HeadlineMeasure, "metric" | "test">,
): Metric {
  return summaryOf(method, measure)?.mean ?? undefinedMetric("not measured");
}
