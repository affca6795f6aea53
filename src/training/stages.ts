import { ConfigError } from "../base/errors.js";
import { at, type ArrayTree } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";
import type { BuiltMethod } from "../methods/method.js";
import type { Stage } from "../methods/two-stage.js";
import type { Executable } from "../runtime/compile.js";
import type { TrainingJob } from "./job.js";
import { modelRows } from "./model-rows.js";

/** The epochs of one stage. */
export interface StageSpan {
  /** Null where the method has one stage only. */
  readonly stage: Stage | null;
  /** Counted from 1, over the whole run. */
  readonly firstEpoch: number;
  readonly epochs: number;
  readonly isLast: boolean;
}

/**
 * Epochs of each stage: its share of the run, rounded, at least one; the last one gets the rest.
 * @throws ConfigError where there are fewer epochs than stages.
 */
export function stageSpans(
  { stages = [] }: Pick<BuiltMethod, "stages">,
  epochs: number,
): StageSpan[] {
  if (stages.length === 0) return [{ stage: null, firstEpoch: 1, epochs, isLast: true }];
  if (epochs < stages.length) {
    throw new ConfigError("train.epochs", "fewer epochs than the method has stages", {
      expected: `${stages.length} or more (${stages.map(({ name }) => name).join(", ")})`,
      got: epochs,
    });
  }
  let firstEpoch = 1;
  return stages.map((stage, index) => {
    const left = epochs - firstEpoch + 1;
    const following = stages.length - 1 - index;
    const asked = Math.max(1, Math.round(stage.share * epochs));
    const own = following === 0 ? left : Math.min(asked, left - following);
    const span = { stage, firstEpoch, epochs: own, isLast: following === 0 };
    firstEpoch += own;
    return span;
  });
}

/** The stage that an epoch belongs to; after the last epoch, the last. */
export function spanOf(spans: readonly StageSpan[], epoch: number): StageSpan {
  return spans.findLast(({ firstEpoch }) => firstEpoch <= epoch) ?? at(spans, 0);
}

/**
 * Random numbers of a stage. The last one has the run's own: it draws what a run of that one stage would.
 */
export function rngOfStage(rng: Rng, { stage, isLast }: StageSpan): Rng {
  return isLast || stage === null ? rng : rng.child(`stage-${stage.name}`);
}

/** Copies of each training row are state, so that checkpoints hold them: float32 [training rows], whole numbers. */
export const copiesName = "sampling/copies";

/** State at the first batch of a stage that follows another: what its `begin` says of the training rows. */
export async function beginStage(
  job: TrainingJob,
  span: StageSpan & { readonly stage: Stage },
  predict: Executable,
  state: ArrayTree,
  rng: Rng,
): Promise<ArrayTree> {
  const training = await modelRows(job, predict, state, job.train);
  const fresh = job.method.initialState(rngOfStage(rng, span).child("init"));
  const start = span.stage.begin(training, fresh);
  return start.copies === null
    ? start.state
    : { ...start.state, [copiesName]: Float32Array.from(start.copies) };
}
