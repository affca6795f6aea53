import { tooFewGroups } from "../../evaluation/audit/decide-verdict.js";
import type {
  AuditDoor,
  AuditedAttribute,
  AuditedTarget,
  AuditResults,
  AuditVerdict,
  TierFinding,
} from "../../evaluation/audit/audit-results.js";
import { shorten, showFraction } from "../format.js";
import { measureTitle, showEstimate, showP } from "./estimate-words.js";
import { mainMeasure } from "./main-measures.js";

const longestName = 40;

/** A verdict with where it stands. */
export interface PlacedVerdict {
  readonly target: AuditedTarget;
  readonly attribute: AuditedAttribute;
  readonly verdict: AuditVerdict;
}

/** How a verdict is called. */
export function verdictTitle({ kind, strength }: AuditVerdict): string {
  const titles = {
    used: strength === undefined ? "Used" : `Used, ${strength}`,
    disparity: "Disparity, cause open",
    "encoded only": "Encoded only",
    "cannot tell": "Cannot tell",
    "nothing found": "Nothing found",
  } satisfies Record<AuditVerdict["kind"], string>;
  return titles[kind];
}

/** From the worst: used strong, used weak, disparity, encoded only, cannot tell, nothing found. */
export function severityOf({ kind, strength }: AuditVerdict): number {
  const order = ["nothing found", "cannot tell", "encoded only", "disparity", "used"];
  return order.indexOf(kind) + (kind === "used" && strength !== "weak" ? 1 : 0);
}

/** All verdicts, the most severe first; of equal ones the greater effect, then the order of the audit. */
export function verdictsInOrder({ targets }: AuditResults): PlacedVerdict[] {
  const placed = targets.flatMap((target) =>
    target.attributes.flatMap((attribute): PlacedVerdict[] =>
      attribute.verdict === null ? [] : [{ target, attribute, verdict: attribute.verdict }],
    ),
  );
  const size = ({ verdict }: PlacedVerdict): number =>
    Math.abs(decidingTier(verdict)?.effect?.value ?? 0);
  return placed.sort(
    (one, other) => severityOf(other.verdict) - severityOf(one.verdict) || size(other) - size(one),
  );
}

/** The tier that the verdict rests on, and its line is of; null where none was examined. */
export function decidingTier({ kind, tiers }: AuditVerdict): TierFinding | null {
  if (kind === "used") return tiers.used;
  if (kind === "disparity") return tiers.disparity;
  if (kind === "encoded only") return tiers.encoded;
  const all = [tiers.disparity, tiers.used, tiers.encoded];
  const open =
    kind === "cannot tell" ? all.find(({ state }) => state === "cannot tell") : undefined;
  return open ?? all.find(({ state }) => state !== "not examined") ?? null;
}

/**
 * Effect with interval, adjusted p, and what would have been missed: how sure the verdict is. Subjects that are needed are those
 * of the whole verdict, as in {@link nextStep}: the tier that its line is of may need fewer than another.
 */
export function certaintyOf({ attribute, target, verdict }: PlacedVerdict): string[] {
  const tier = decidingTier(verdict);
  const sure = [...(tier === null ? [] : effectWords(tier)), ...moreSubjects(verdict)];
  if (verdict.kind !== "nothing found") return sure;
  const measure = mainMeasure(target);
  const gap = attribute.gaps.find((one) => one.measure === measure);
  return typeof gap?.detectable === "number"
    ? [...sure, `may miss gaps in ${measureTitle(gap.measure)} below ${showFraction(gap.detectable)}`]
    : sure; // prettier-ignore
}

/** "about 620 more subjects needed" where a number is known: of one tier, or of a verdict, which is the most of its tiers. */
export function moreSubjects({ needed }: Pick<AuditVerdict, "needed">): string[] {
  return typeof needed === "number" ? [`about ${Math.ceil(needed)} more subjects needed`] : [];
}

/** "effect 0.210 (0.171 to 0.249)" and "adjusted p < 0.001": what there is of them. */
export function effectWords({ effect, p }: TierFinding): string[] {
  return [
    ...(effect === undefined ? [] : [`effect ${showEstimate(effect)}`]),
    ...(p === undefined ? [] : [`adjusted ${showP(p)}`]),
  ];
}

/**
 * What to do next about all attributes that cannot be told of: as many subjects as the most demanding of them needs, and of
 * which of them that is not known to be enough.
 * @param names In words, of the attributes of the given verdicts, each once.
 */
export function nextOfUntold(
  untold: readonly PlacedVerdict[],
  names: (verdicts: readonly PlacedVerdict[]) => string,
): string {
  const counts = untold.flatMap(({ verdict: { needed } }) =>
    typeof needed === "number" ? [needed] : [],
  );
  const uncounted = untold.filter(({ verdict: { needed } }) => typeof needed !== "number");
  const [first] = uncounted;
  const add = counts.length === 0 ? [] : [neededWords({ needed: Math.max(...counts) })];
  if (first === undefined) return add.join(" ");
  const reason = neededWords(first.verdict);
  const isOne = uncounted.every(({ verdict }) => neededWords(verdict) === reason);
  const rest = isOne ? reason : "See the lines below: more subjects alone may not help.";
  return counts.length === 0 ? rest : [...add, `That may not be enough for ${names(uncounted)}.`, rest].join(" "); // prettier-ignore
}

/** What to do next about a verdict, in a sentence or two. */
export function nextStep({ attribute, verdict }: PlacedVerdict, door: AuditDoor): string {
  const name = shorten(attribute.name, longestName);
  switch (verdict.kind) {
    case "used":
      return verdict.strength === "weak"
        ? `Check that it does no harm where ${name} and label go together otherwise, or retrain without it.`
        : `Do not rely on it where ${name} and label go together otherwise. Retrain without the shortcut, then audit again.`;
    case "disparity":
      return (
        "Compare severity, labels and image quality of the groups" +
        (door === "model" ? "." : "; audit the model itself to see whether it is used.")
      );
    case "encoded only":
      return `Audit again on data in which ${name} and label go together otherwise.`;
    case "cannot tell":
      return neededWords(verdict);
    case "nothing found":
      return "Nothing.";
  }
}

function neededWords({ needed }: Pick<AuditVerdict, "needed">): string {
  if (typeof needed === "number") return `Add about ${Math.ceil(needed)} subjects.`;
  if (needed === undefined) return "See the evidence: more subjects alone may not help.";
  return needed.reason === tooFewGroups
    ? "Add subjects of the small groups, and of the class that is rare in them: fewer than two groups are large enough to compare."
    : `More subjects alone do not help: ${needed.reason}.`;
}
