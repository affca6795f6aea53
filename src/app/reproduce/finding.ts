/** One thing that a run rests on, then and now. */
export interface Finding {
  /** `unknown`: the run does not say, so that nothing can be compared. */
  readonly state: "same" | "changed" | "unknown";
  /** Without names, ids and values of persons. */
  readonly text: string;
  /** A change of it can change results. */
  readonly decides: boolean;
}

/** Has nothing changed that decides results? What is unknown has not. */
export function isReproducible(findings: readonly Finding[]): boolean {
  return findings.every(({ state, decides }) => state !== "changed" || !decides);
}

/** One thing, compared. */
export function finding(text: string, isSame: boolean, decides = true): Finding {
  return { state: isSame ? "same" : "changed", text, decides };
}
