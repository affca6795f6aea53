/** How a loss term of `metrics.jsonl` is called on a page, and what its axis shows. */
export interface TermWords {
  readonly title: string;
  readonly axis: string;
}

/**
 * Words for a loss term; `variables` are the label and the attributes by name.
 *
 *   marker                        cross-entropy of the head of marker
 *   mine.lesion.marker            mutual information of two parts of the features, as MINE estimates it
 *   critic/mine.lesion.marker     loss of the critic that makes this estimate
 *   penaltyScale                  what the penalty's gradient is multiplied by
 *
 * Terms of another form keep their names: methods may have terms that this page does not know.
 */
export function describeTerm(name: string, variables: readonly string[]): TermWords {
  const nats = "nats, mean over the epoch";
  if (variables.includes(name)) return { title: `Cross-entropy of ${name}`, axis: nats };
  if (name === "penaltyScale") {
    return {
      title: "Factor on the penalty's gradient",
      axis: "1: not shortened; mean over the epoch",
    };
  }
  const pair = variables
    .flatMap((first) => variables.map((second) => [first, second] as const))
    .find(([first, second]) => name.replace(/^critic\//, "") === `mine.${first}.${second}`);
  if (pair === undefined) return { title: name, axis: "mean over the epoch" };
  const [first, second] = pair;
  return name.startsWith("critic/")
    ? { title: `Critic's loss, ${first} and ${second}`, axis: nats }
    : { title: `Estimated MI of ${first} and ${second}`, axis: nats };
}
