/**
 * The shape of `probing.json`, which docs/run-folder.md explains. Scores are balanced accuracies, 0..1; nats are
 * said; `{ "value": null, "reason": … }` where a number is undefined.
 */
import type { Metric, Undefined } from "../evaluation/metric.js";
import type { CollapseDiagnostics } from "./collapse.js";
import type { MatrixCell } from "./diagonal-dominance.js";
import type { EncodedVerdict } from "./encoded-verdict.js";
import type { FeatureMap } from "./feature-map.js";
import type { CriticSettings } from "./fresh-critic.js";
import type { PairInformation } from "./mi-convergence.js";
import type { ProbeScore } from "./probe.js";

/** Which rows were probed. */
export interface ProbedSet {
  readonly name: string;
  readonly n: number;
  readonly subjects: number;
  /** True where rows were left out to balance label and attributes. */
  readonly resampled: boolean;
}

/** One part of the features, named by the target whose head reads it. */
export interface PartResult extends CollapseDiagnostics {
  readonly name: string;
  readonly dimensions: number;
  /** Balanced accuracy of the model's own head on the probed rows. */
  readonly own_head: ProbeScore;
}

/** A matrix part × target of a probe. */
export interface ProbeMatrix {
  readonly cells: readonly MatrixCell[];
  readonly diagonal_dominance: Metric;
}

/** What a fresh critic reads, and the least that perfectly predictive parts share, nats. */
export interface PairResult extends PairInformation {
  /** MI of the two targets among the probed rows: 0 where they are balanced. */
  readonly floor: Metric;
  /** MI of the two targets as training shows them: a penalty below it costs accuracy there. */
  readonly training_floor: Metric;
}

/** Maps of the parts over the same rows. */
export interface MapsResult {
  /** Value of each target by name, [rows]; -1 missing. */
  readonly targets: Readonly<Record<string, readonly number[]>>;
  /** By part. */
  readonly parts: Readonly<Record<string, FeatureMap | Undefined>>;
}

/** Everything that probes say about one model. */
export interface Probing {
  readonly set: ProbedSet;
  readonly targets: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly parts: readonly PartResult[];
  readonly knn: ProbeMatrix & { readonly neighbours: number };
  readonly linear: ProbeMatrix;
  readonly encoded: readonly EncodedVerdict[];
  readonly information: {
    readonly critic: CriticSettings;
    readonly pairs: readonly PairResult[];
  };
  readonly maps: MapsResult;
}

/** The content of `probing.json`; a reason where no rows could be probed. */
export type ProbingResults = Probing | Undefined;
