import type { ScannedColumn, ScannedTarget } from "../../evaluation/scan/scan-results.js";
import { showFraction } from "../format.js";

/** What a finding says, in a few words: for a cell of a table. */
export function findingWords({ finding }: ScannedColumn): string {
  switch (finding.kind) {
    case "flagged":
      return "FLAGGED";
    case "may be the label":
      return "FLAGGED: may be the label itself";
    case "explained":
      return `says nothing beyond ${finding.by.join(", ")}`;
    case "identifier":
      return "an id: a value for each subject";
    case "not flagged":
      return "";
    case "undefined":
      return `n/a (${finding.reason})`;
  }
}

/** True of a column that somebody should look at. */
export function isFlagged({ finding }: Pick<ScannedColumn, "finding">): boolean {
  return finding.kind === "flagged" || finding.kind === "may be the label";
}

/** The statistic as tables head it. */
export function statisticTitle({ statistic }: Pick<ScannedTarget, "statistic">): string {
  return statistic === "auroc" ? "AUROC" : "R²";
}

/** "0.812 (0.790–0.833)", or "n/a". */
export function valueWords({ value, interval }: ScannedColumn): string {
  if (typeof value !== "number") return "n/a";
  if (!("low" in interval)) return showFraction(value);
  return `${showFraction(value)} (${intervalWords(interval)})`;
}

/** "0.790–0.833". */
export function intervalWords({
  low,
  high,
}: {
  readonly low: number;
  readonly high: number;
}): string {
  return `${showFraction(low)}–${showFraction(high)}`;
}

/** "< 0.001", "0.032", or "". */
export function pWords(p: ScannedColumn["p_adjusted"]): string {
  if (typeof p !== "number") return "";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** What was found of a target, a sentence each. */
export function targetSentences(target: ScannedTarget): string[] {
  const named = (kind: ScannedColumn["finding"]["kind"]): string[] =>
    target.columns.filter(({ finding }) => finding.kind === kind).map(({ title }) => title);
  const flagged = named("flagged");
  const labels = named("may be the label");
  const explained = named("explained");
  const what = target.name;
  if (target.columns.every(({ value }) => typeof value !== "number")) {
    const [first] = target.columns;
    const reason = first?.finding.kind === "undefined" ? first.finding.reason : "no column";
    return [`${what}: nothing can be said (${reason}).`];
  }
  return [
    ...(labels.length > 0
      ? [
          `${listed(labels)} ${labels.length === 1 ? "tells" : "tell"} ${what} almost without error: may be the label itself, or made from it. Leave ${labels.length === 1 ? "it" : "them"} out (--without) if so.`,
        ]
      : []),
    flagged.length > 0
      ? `${listed(flagged)} ${flagged.length === 1 ? "goes" : "go"} with ${what}: a model can learn ${flagged.length === 1 ? "it" : "each of them"} in the place of the disease, unless it is the disease that ${flagged.length === 1 ? "it shows" : "they show"}.`
      : `${labels.length > 0 ? "Nothing else" : "Nothing"} that was looked at could be shown to go with ${what}: what is weaker, or seen in few subjects, may be missed.`,
    ...(explained.length > 0
      ? [
          `${listed(explained)} ${explained.length === 1 ? "goes" : "go"} with ${what} too, and ${explained.length === 1 ? "says" : "say"} nothing beyond.`,
        ]
      : []),
  ];
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
