import type { AuditResults, VerdictKind } from "../../evaluation/audit/audit-results.js";
import { shorten } from "../format.js";
import { nextOfUntold, nextStep, verdictsInOrder, type PlacedVerdict } from "./verdict-words.js";

/** The audit in a headline and a few sentences. */
export interface AuditAnswer {
  readonly headline: string;
  readonly details: readonly string[];
  /**
   * What to do about the most severe verdict, of attributes that cannot be told of about all of them; null where there is
   * nothing to do.
   */
  readonly next: string | null;
  /** alert: used or disparity; open: nothing known; "": nothing found, or encoded only. */
  readonly tone: "alert" | "open" | "";
}

const mostNames = 4;
const mostTargets = 2;
const longestName = 40;

/** Does it cheat, and on what? Attributes by name, the most severe first; targets where there are several. */
export function answerOf(results: AuditResults): AuditAnswer {
  const verdicts = verdictsInOrder(results);
  const listed = (own: readonly PlacedVerdict[]): string =>
    listOf(attributeNames(own, results), mostNames);
  const namesOf = (kind: VerdictKind): string =>
    listed(verdicts.filter(({ verdict }) => verdict.kind === kind));
  const known = (Object.keys(sentences) as VerdictKind[]).filter((kind) => namesOf(kind) !== "");
  const first = headlineOrder.find((kind) => known.includes(kind));
  if (first === undefined) {
    return { headline: "Nothing was asked: no attribute was audited.", details: [], next: null, tone: "open" }; // prettier-ignore
  }
  return {
    headline: sentences[first].headline(namesOf(first)),
    details: known
      .filter((kind) => kind !== first)
      .map((kind) => `${sentences[kind].detail}: ${namesOf(kind)}.`),
    next: nextOf(first, verdicts, listed, results.door),
    tone: toneOf(first),
  };
}

/** Verdicts in order; where the first kind is "cannot tell" all of them are. */
function nextOf(
  first: VerdictKind,
  verdicts: readonly PlacedVerdict[],
  listed: (verdicts: readonly PlacedVerdict[]) => string,
  door: AuditResults["door"],
): string | null {
  const [worst] = verdicts;
  if (worst === undefined || first === "nothing found") return null;
  return first === "cannot tell" ? nextOfUntold(verdicts, listed) : nextStep(worst, door);
}

/** In the order of severity. */
const sentences = {
  used: { headline: (names: string) => `Yes: it uses ${names}.`, detail: "Used" },
  disparity: {
    headline: (names: string) => `Perhaps: its answers differ by ${names}, cause open.`,
    detail: "Disparity, cause open",
  },
  "encoded only": {
    headline: (names: string) => `Not seen: ${names} can be read from its features, no more.`,
    detail: "Encoded only",
  },
  "cannot tell": {
    headline: (names: string) => `Too few data to tell about ${names}.`,
    detail: "Cannot tell",
  },
  "nothing found": {
    headline: (names: string) => `Nothing found on ${names}.`,
    detail: "Nothing found",
  },
} satisfies Record<VerdictKind, { detail: string; headline: (names: string) => string }>;

/** What is known goes before what is not. */
const headlineOrder = [
  "used",
  "disparity",
  "encoded only",
  "nothing found",
  "cannot tell",
] as const;

function toneOf(kind: VerdictKind): AuditAnswer["tone"] {
  if (kind === "used" || kind === "disparity") return "alert";
  return kind === "cannot tell" ? "open" : "";
}

/** Each attribute once: "view (strong)", or of several targets "view (effusion, edema and 2 more; strong)". */
function attributeNames(verdicts: readonly PlacedVerdict[], { targets }: AuditResults): string[] {
  const byName = new Map<string, PlacedVerdict[]>();
  for (const placed of verdicts) {
    const { name } = placed.attribute;
    byName.set(name, [...(byName.get(name) ?? []), placed]);
  }
  return [...byName].map(([name, own]) => {
    const strengths = own.flatMap(({ verdict }) => verdict.strength ?? []);
    const strength = strengths.includes("strong") ? "strong" : strengths[0];
    const among = own.map(({ target }) => shorten(target.name, longestName));
    const notes = [
      ...(targets.length > 1 ? [listOf(among, mostTargets)] : []),
      ...(strength === undefined ? [] : [strength]),
    ];
    const short = shorten(name, longestName);
    return notes.length === 0 ? short : `${short} (${notes.join("; ")})`;
  });
}

function listOf(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(", ")} and ${rest} more` : names.join(", ");
}
