/** What a loss term measures: terms of one kind (and one measure) share a frame. */
export type TermKind = "task" | "dependence" | "critic" | "scale" | "norm" | "other";

/** How a loss term of `metrics.jsonl` is called on a page, and where it is drawn. */
export interface TermWords {
  readonly kind: TermKind;
  /** Heading of the frame that it is in. */
  readonly title: string;
  /** Title of the value axis, with unit. */
  readonly axis: string;
  /** Name of its curve in the frame. */
  readonly curve: string;
  /** The two variables of a dependence in nats, else null. */
  readonly pair: readonly [first: string, second: string] | null;
}

const mean = "mean over the epoch";
const nats = `nats, ${mean}`;

/** Begins the loss term of a continuous attribute's head. */
export const squaredErrorPrefix = "squared-error/";

/** Measures whose values are mutual information in nats, by the name that a page gives them. */
const inNats: Readonly<Record<string, string>> = {
  mine: "MINE",
  nwj: "NWJ",
  "info-nce": "InfoNCE",
  vclub: "vCLUB",
};

/** Terms that one method has, by its name: title and value axis. */
const termsOfMethods: Readonly<Record<string, readonly [title: string, axis: string]>> = {
  reweighted: ["Weighted cross-entropy", nats],
  focal: ["Focal loss", nats],
  coral: ["Distance of the environments' features (CORAL)", mean],
  irm: ["Gradient penalty of the environments (IRM)", mean],
  groupDro: ["Loss, groups weighted by Group DRO", nats],
  "groupDro.largestWeight": ["Largest weight of a group (Group DRO)", `share, ${mean}`],
  biased: ["Loss of the biased network (LfF)", mean],
  weight: ["Weight of a row (LfF)", mean],
};

/**
 * Words for a loss term; `variables` are the label and the attributes by name.
 *
 *   marker                        cross-entropy of the head of marker
 *   squared-error/age             squared error of the head of age, a continuous attribute
 *   mine.lesion.marker            dependence of two parts of the features, as a measure estimates it
 *   mine.lesion.marker.age        the same of the first part and all others together, weighed by attention
 *   critic/mine.lesion.marker     loss of the critic that makes this estimate
 *   penaltyScale                  what the penalty's gradient is multiplied by
 *   norm/tasks, norm/penalty      Euclidean norm of a gradient over all trained parameters
 *   groupDro, coral, …            a term that one method has
 *
 * Terms of another form keep their names: methods may have terms that this page does not know.
 */
export function describeTerm(name: string, variables: readonly string[]): TermWords {
  if (variables.includes(name)) {
    return {
      kind: "task",
      title: "Cross-entropy of the heads",
      axis: nats,
      curve: name,
      pair: null,
    };
  }
  if (name.startsWith(squaredErrorPrefix)) {
    return {
      kind: "task",
      title: "Squared error of the heads",
      axis: `variance in training = 1, ${mean}`,
      curve: name.slice(squaredErrorPrefix.length),
      pair: null,
    };
  }
  if (name === "penaltyScale") {
    const title = "Factor on the penalty's gradient";
    return { kind: "scale", title, axis: `1: not shortened; ${mean}`, curve: title, pair: null };
  }
  if (name.startsWith("norm/")) {
    const curve = name.slice("norm/".length);
    return { kind: "norm", title: "Gradient norms", axis: `log scale, ${mean}`, curve, pair: null };
  }
  const own = Object.hasOwn(termsOfMethods, name) ? termsOfMethods[name] : undefined;
  if (own !== undefined) {
    const [title, axis] = own;
    return { kind: "other", title, axis, curve: title, pair: null };
  }
  const found = /^(critic\/)?([^./]+)\.(.+)$/.exec(name);
  const pair = variables
    .flatMap((first) => variables.map((second) => [first, second] as const))
    .find(([first, second]) => found?.[3] === `${first}.${second}`);
  const isJoint = variables.length > 2 && found?.[3] === variables.join(".");
  if (found === null || (pair === undefined && !isJoint)) {
    return { kind: "other", title: name, axis: mean, curve: name, pair: null };
  }
  const [, critic, measure = ""] = found;
  const curve = pair === undefined ? `${variables[0]} and all others` : `${pair[0]} and ${pair[1]}`;
  const known = inNats[measure];
  const axis = known === undefined ? mean : nats;
  if (critic !== undefined) {
    return {
      kind: "critic",
      title: `Critics' losses (${known ?? measure})`,
      axis,
      curve,
      pair: null,
    };
  }
  return known === undefined
    ? { kind: "dependence", title: `Dependence of the parts (${measure})`, axis, curve, pair: null }
    : {
        kind: "dependence",
        title: `Estimated MI of the parts (${known})`,
        axis,
        curve,
        pair: pair ?? null,
      };
}
