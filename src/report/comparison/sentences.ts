import type {
  DetectableDifference,
  MethodComparison,
  SettingComparison,
  Win,
} from "../../evaluation/comparison/comparison.js";
import { showFraction } from "../format.js";
import { hasWorstGroup, limitOf, numberOf, targetWords } from "./target-words.js";
import {
  listWords,
  measurePhrase,
  measureTitle,
  showInterval,
  showP,
  showSigned,
  summaryIn,
  type NamedMeasure,
} from "./words.js";

/** What a setting says in words. */
export interface SettingSentences {
  /** Who wins on what, or that nothing can be concluded. */
  readonly headline: string;
  /** True when some method wins on something. */
  readonly isDecided: boolean;
  readonly claim: string;
  /** Prices, anti-shortcuts, collapses, references, failed seeds. */
  readonly details: readonly string[];
  /** The minimum detectable differences; to be printed first. */
  readonly detectable: string;
}

/** All sentences of one setting, computed from its numbers. `claim` is the method that was named beforehand. */
export function describeSetting(
  setting: SettingComparison,
  claim: string | null,
): SettingSentences {
  const won = setting.wins.filter(({ verdict }) => verdict === "wins");
  return {
    headline: headline(setting, won),
    isDecided: won.length > 0,
    claim: claimSentence(setting, claim),
    details: [
      ...headlineTestSentence(setting),
      ...priceSentence(setting, won),
      ...lostTaskSentence(setting),
      ...outcomeSentences(setting),
      ...uncorrectedSentence(setting),
      ...failedSentence(setting),
      ...rowsSentence(setting),
    ],
    detectable: detectableSentence(setting),
  };
}

function headline({ wins, methods }: SettingComparison, won: readonly Win[]): string {
  const finished = methods.filter(({ seeds }) => seeds.length > 0);
  if (finished.length === 0) return "No conclusion: no run finished.";
  const titles = (some: readonly Win[]): string => listWords(some.map(measureTitle));
  const open = wins.filter(({ verdict }) => verdict !== "wins");
  if (won.length === 0) {
    const reasons = new Set(open.map(({ because }) => because));
    const why = reasons.size === 1 ? ` (${[...reasons].join("")})` : "";
    return `No conclusion: on none of ${titles(open)} is the best method told apart from the others${why}.`;
  }
  const winners = [...new Set(won.map(({ best }) => best))].map((method) => {
    const measures = won.filter(({ best }) => best === method);
    return `${method ?? ""} wins on ${titles(measures)}`;
  });
  const rest = open.length === 0 ? "" : `; no conclusion on ${titles(open)}`;
  return `${winners.join("; ")}${rest}.`;
}

function claimSentence({ claim, methods }: SettingComparison, named: string | null): string {
  if (named === null) return "No method was named beforehand to win: read this as exploration.";
  if (claim === null) return `${named} was named beforehand to win, but has no runs here.`;
  const method = methods.find((one) => one.method === claim.method);
  const parts = (["better", "worse", "no conclusion"] as const).flatMap((verdict) => {
    const against = claim.verdicts.filter((one) => one.verdict === verdict);
    if (against.length === 0) return [];
    const names = against.map(({ reference, because }) => {
      const difference =
        method === undefined ? undefined : summaryIn(method, claim)?.differences[reference];
      const interval = showInterval(difference?.bootstrap);
      const numbers = [
        showSigned(difference?.mean),
        ...(interval === "" ? [] : [`95 % interval ${interval}`]),
        ...(showP(difference) === "" ? [] : [`corrected ${showP(difference)}`]),
        ...(verdict === "no conclusion" ? [because] : []),
      ];
      return `${reference} (${numbers.join(", ")})`;
    });
    const phrase = verdict === "no conclusion" ? "no conclusion against" : `${verdict} than`;
    return [`${phrase} ${listWords(names)}`];
  });
  if (parts.length === 0)
    return `Named beforehand to win: ${claim.method}; there is no reference to compare it with.`;
  return `Named beforehand to win: ${claim.method}. On ${measurePhrase(claim)}: ${parts.join("; ")}.`;
}

/** Headline measures on which a winner is worse than the strongest reference. */
function priceSentence(
  { wins, methods, strongest_reference: strongest }: SettingComparison,
  won: readonly Win[],
): string[] {
  if (strongest === null) return [];
  return [...new Set(won.map(({ best }) => best))].flatMap((name) => {
    const method = methods.find((one) => one.method === name);
    if (method === undefined || method.role === "reference") return [];
    const prices = wins.flatMap((measure) => {
      const difference = summaryIn(method, measure)?.differences[strongest];
      return difference?.verdict === "worse"
        ? [`${measureTitle(measure)} ${showSigned(difference.mean)}`]
        : [];
    });
    return prices.length === 0
      ? []
      : [`The price of ${method.method} against ${strongest}: ${listWords(prices)}.`];
  });
}

/** Why worst group and verdicts are not those of the balanced test. */
function headlineTestSentence(setting: SettingComparison): string[] {
  const { headline_test: test, methods } = setting;
  if (test === null || test === "balanced") return [];
  const found = methods.map((method) =>
    summaryIn(method, { metric: targetWords(setting).main, test: "balanced" }),
  );
  const reasons = found.flatMap((summary) =>
    summary === undefined || typeof summary.mean === "number" ? [] : [summary.mean.reason],
  );
  const why =
    reasons.length === 0
      ? "There is no balanced test"
      : `The balanced test is n/a (${[...new Set(reasons)].join("; ")})`;
  const judged = hasWorstGroup(setting) ? "worst group, claim" : "claim";
  return [`${why}: ${judged} and strongest reference go by the ${test} test.`];
}

/** The task was not learnt where even balanced training data do not teach it, or no method has it. */
function lostTaskSentence({ methods }: SettingComparison): string[] {
  const isLost = ({ outcome }: MethodComparison) => outcome?.kind === "collapsed";
  const ceilings = methods.filter(({ role }) => role === "ceiling");
  const finished = methods.filter(({ role, outcome }) => role !== "ceiling" && outcome !== null);
  const advice =
    "this table says nothing about shortcuts. Train longer, or with another network or rate.";
  // A ceiling may be lost for want of balanced rows while others have learnt.
  if (ceilings.some(isLost) && !finished.some(({ outcome }) => outcome?.kind === "robust")) {
    return [`Even the ceiling, trained on balanced data, is near chance: ${advice}`];
  }
  return finished.length > 0 && finished.every(isLost)
    ? [`Every method is near chance on iid: ${advice}`]
    : [];
}

/** A mean over the seeds that have a correction leaves the bad ones out: say so. */
function uncorrectedSentence(setting: SettingComparison): string[] {
  const target = numberOf(setting);
  if (target === null) return [];
  const lacking = setting.methods.flatMap(({ method, tests }) => {
    const [corrected, raw] = [tests["iid"]?.["corrected_mae"]?.n, tests["iid"]?.["mae"]?.n];
    return corrected === undefined || raw === undefined || corrected === raw
      ? []
      : [`${method} (${raw - corrected} of ${raw} seeds)`];
  });
  return lacking.length === 0
    ? []
    : [
        `Without a bias correction, as predictions do not rise with ${target.name} on validation: ${listWords(lacking)}. ` +
          "These seeds are not in the corrected means; read the raw ones.",
      ];
}

function outcomeSentences(setting: SettingComparison): string[] {
  const { methods, wins } = setting;
  const { hasOutcome, barred: why } = targetWords(setting);
  if (!hasOutcome) {
    const lost = [...new Set(wins.flatMap(({ barred }) => barred.map(({ method }) => method)))];
    return lost.length === 0 ? [] : [`${why}: ${listWords(lost)} (barred from winning).`];
  }
  const called = (kind: string): string[] =>
    methods.flatMap(({ method, outcome }) => (outcome?.kind === kind ? [method] : []));
  const anti = called("anti-shortcut");
  const collapsed = called("collapsed");
  return [
    ...(anti.length === 0
      ? []
      : [
          `Anti-shortcut, which is no success: ${listWords(anti)} (inverted above iid; barred from winning).`,
        ]),
    ...(collapsed.length === 0 ? [] : [`${why}: ${listWords(collapsed)} (barred from winning).`]),
  ];
}

function failedSentence({ methods }: SettingComparison): string[] {
  const failed = methods.filter(({ failed_seeds: seeds }) => seeds.length > 0);
  if (failed.length === 0) return [];
  const names = failed.map(
    ({ method, failed_seeds: seeds }) => `${method} (${seeds.map(({ seed }) => seed).join(", ")})`,
  );
  return [
    `Seeds that did not finish: ${names.join("; ")}. Differences use the seeds that both methods finished.`,
  ];
}

function rowsSentence({ tests }: SettingComparison): string[] {
  const differing = Object.entries(tests).flatMap(([name, test]) => (test.same_rows ? [] : [name]));
  return differing.length === 0
    ? []
    : [
        `The runs were not tested on the same rows of ${listWords(differing)}; they are paired by the subjects they share.`,
      ];
}

function detectableSentence(setting: SettingComparison): string {
  const { minimum_detectable_differences: all, strongest_reference: strongest, methods } = setting;
  const found = all.filter(({ reference }) => reference === strongest);
  const seeds = Math.max(0, ...methods.map((method) => method.seeds.length));
  if (strongest === null)
    return "Minimum detectable difference: none, as there is no reference to compare with.";
  if (found.length === 0) {
    return `Minimum detectable difference: unknown with ${seeds === 1 ? "one seed" : `${seeds} seeds`}; nothing can be told apart.`;
  }
  const ranges = found.map(
    (one) => `${measureTitle(one)} ${showRange(one, limitOf(one.metric, setting))}`,
  );
  return (
    `Minimum detectable difference to ${strongest} with ${seeds} seeds (80 % power, alpha 0.05, paired t, from the spread of each method): ` +
    `${ranges.join(", ")}. Smaller differences would mostly be missed.`
  );
}

function showRange({ smallest, largest }: DetectableDifference, limit: number): string {
  if (smallest > limit) return "none that is possible";
  const show = (value: number): string =>
    value > limit ? `more than ${limit}` : showFraction(value);
  const [low, high] = [show(smallest), show(largest)];
  return low === high ? low : `${low}–${high}`;
}

/** Why numbers of methods with finished seeds are missing, one line a reason: "n/a: gap of erm and mimm: …". */
export function missingReasons(
  methods: readonly MethodComparison[],
  measures: readonly NamedMeasure[],
): string[] {
  const finished = methods.filter(({ seeds }) => seeds.length > 0);
  const places = new Map<string, Map<string, string[]>>();
  for (const measure of measures) {
    for (const method of finished) {
      const mean = summaryIn(method, measure)?.mean;
      if (mean === undefined || typeof mean === "number") continue;
      const own = places.get(mean.reason) ?? new Map<string, string[]>();
      places.set(mean.reason, own);
      const title = measureTitle(measure);
      own.set(title, [...(own.get(title) ?? []), method.method]);
    }
  }
  return [...places].map(([reason, own]) => {
    // Measures that the same methods miss stand together.
    const titlesOf = new Map<string, string[]>();
    for (const [title, names] of own) {
      const who =
        names.length > 1 && names.length === finished.length ? "all methods" : listWords(names);
      titlesOf.set(who, [...(titlesOf.get(who) ?? []), title]);
    }
    const what = [...titlesOf].map(([who, titles]) => `${listWords(titles)} of ${who}`);
    return `n/a: ${what.join("; ")}: ${reason}`;
  });
}
