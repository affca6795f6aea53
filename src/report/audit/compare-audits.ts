import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import { severityOf, verdictsInOrder, type PlacedVerdict } from "./verdict-words.js";

/** A verdict of two audits on attributes and targets of one name. */
export interface VerdictChange {
  readonly target: string;
  readonly attribute: string;
  /** Null where that audit has none. */
  readonly before: PlacedVerdict | null;
  readonly after: PlacedVerdict | null;
  /** A verdict that cannot be told is neither better nor worse than another. */
  readonly change:
    | "as before"
    | "less severe"
    | "more severe"
    | "open before"
    | "open now"
    | "only before"
    | "only after";
}

/** Verdicts of both audits, matched by the names of target and attribute: in the order of the later one, then what it lacks. */
export function matchVerdicts(before: AuditResults, after: AuditResults): VerdictChange[] {
  const [earlier, later] = [verdictsInOrder(before), verdictsInOrder(after)];
  const partnerOf = (one: PlacedVerdict, among: readonly PlacedVerdict[]): PlacedVerdict | null =>
    among.find(
      ({ target, attribute }) =>
        target.name === one.target.name && attribute.name === one.attribute.name,
    ) ?? null;
  const named = ({ target, attribute }: PlacedVerdict) => ({
    target: target.name,
    attribute: attribute.name,
  });
  return [
    ...later.map((now): VerdictChange => {
      const old = partnerOf(now, earlier);
      return { ...named(now), before: old, after: now, change: changeOf(old, now) };
    }),
    ...earlier
      .filter((old) => partnerOf(old, later) === null)
      .map((old) => ({ ...named(old), before: old, after: null, change: "only before" }) as const),
  ];
}

function changeOf(before: PlacedVerdict | null, after: PlacedVerdict): VerdictChange["change"] {
  if (before === null) return "only after";
  const [old, now] = [before.verdict, after.verdict];
  const difference = severityOf(now) - severityOf(old);
  if (difference === 0) return "as before";
  if (now.kind === "cannot tell") return "open now";
  if (old.kind === "cannot tell") return "open before";
  return difference < 0 ? "less severe" : "more severe";
}
