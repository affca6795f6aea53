import type { ErrorCode } from "../base/errors.js";
import type { AnyRunResults } from "../evaluation/any-results.js";
import type { TrainingProgress } from "../training/loop.js";

/** What the training process is asked to do. */
export interface TrainingRequest {
  /** Text of the run file and where it came from, for messages. */
  readonly configText: string;
  readonly source: string;
  readonly overrides: readonly string[];
  /** Folder that the run file's paths start from. */
  readonly base: string;
  /** Run folder. */
  readonly out: string;
  readonly resume: boolean;
  /** False: none of the images is kept with the run, as of the many runs of a comparison; absent: true. */
  readonly exampleImages?: boolean;
}

/** Parent to child. */
export type ToTraining =
  { readonly type: "start"; readonly request: TrainingRequest } | { readonly type: "stop" };

/** Child to parent. */
export type FromTraining =
  | { readonly type: "data"; readonly done: number; readonly total: number }
  | {
      readonly type: "prepared";
      readonly runtime: string;
      readonly planText: string;
      readonly title: string;
      /** What the person at the terminal should know of the data, and of weights that the encoder starts from. */
      readonly notes: readonly string[];
    }
  | { readonly type: "progress"; readonly progress: TrainingProgress }
  | { readonly type: "epoch"; readonly line: Readonly<Record<string, unknown>> }
  | {
      readonly type: "finished";
      readonly results: AnyRunResults;
      readonly already: boolean;
    }
  | {
      readonly type: "stopped";
      /** Null: before training began, with nothing written. */
      readonly epoch: number | null;
    }
  | {
      readonly type: "failed";
      readonly code: ErrorCode;
      readonly message: string;
      /** The process was ended from outside and said nothing: the run itself may be sound. */
      readonly lost?: boolean;
    };
