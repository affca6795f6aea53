import type { Augmentation } from "../data/augment/augment-batch.js";
import type { SetImages } from "../data/batch.js";
import type { SamplingName } from "../data/sampling/epoch-law.js";
import type { SelectionOptions, SelectionRuleName } from "../evaluation/selection.js";
import type { BuiltMethod } from "../methods/method.js";
import type { Schedule } from "../optim/optimizer.js";
import type { Backend, DeviceName } from "../runtime/backend.js";
import type { RunFactors } from "./validate.js";

/** Everything that decides a training run. */
export interface TrainingJob {
  readonly method: BuiltMethod;
  readonly backend: Backend;
  readonly device: DeviceName;
  readonly threads: number;
  readonly factors: RunFactors;
  readonly train: SetImages;
  readonly validation: SetImages;
  /** [rows of train]: number of the subject of each row. */
  readonly owners: Int32Array;
  /** Random changes of the training images; validation and tests are as they are. */
  readonly augment: Augmentation;
  readonly sampling: SamplingName;
  readonly seed: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly selection: { readonly rule: SelectionRuleName } & SelectionOptions;
  /** Epochs between checkpoints; the last epoch always has one. */
  readonly checkpointEvery: number;
  readonly configHash: string;
  /** Hash of the images and their table. */
  readonly dataHash: string;
}
