/** What methods with stages, or with a fit after training, tell the loop and get from it. */
import type { ArrayTree } from "../base/ndarray.js";
import type { Rng } from "../base/rng.js";

/** The known values of a set's rows. */
export interface RowValues {
  /** [n], -1 missing. */
  readonly label: Int32Array;
  /** One [n] an attribute, in the run's order, -1 missing. */
  readonly attributes: readonly Int32Array[];
}

/** A set as the model sees it at one moment: what `predict` gives for each row. */
export interface ModelRows extends RowValues {
  /** [n, width] by output of `predict`: `features`, `logits/<target>`. */
  readonly outputs: Readonly<
    Record<string, { readonly width: number; readonly values: Float32Array }>
  >;
}

/** How a stage starts. */
export interface StageStart {
  /** All of the state, by name. */
  readonly state: ArrayTree;
  /** [training rows], how often each row is in the set that epochs are drawn from; null: once. */
  readonly copies: Int32Array | null;
}

/**
 * A part of the run that is a training run of its own: its epochs, learning rate schedule, phase steps and
 * sampling start anew. Only epochs of the last stage can be selected.
 */
export interface Stage {
  readonly name: string;
  /** Share of the run's epochs, rounded, at least one; the last stage gets what is left. */
  readonly share: number;
  /**
   * Before its first batch. `training`: the training rows under the state that the stage before it ended
   * with. `fresh`: a fresh state of its own. Not asked in the first stage, which starts from fresh state.
   * Pure: a run that is resumed here asks again.
   */
  begin(training: ModelRows, fresh: ArrayTree): StageStart;
}

/** Training and validation rows; tests never enter. */
export interface FitSets<Rows> {
  readonly training: Rows;
  readonly validation: Rows;
}

/** A fit on the host after training, on the selected weights. */
export interface HostFit {
  /** Before training: can these rows serve? @throws DataError naming what is missing. */
  check(sets: FitSets<RowValues>): void;
  /** New values of arrays that `predict` reads, by name; the others stay. Pure, given `rng`. */
  fit(state: ArrayTree, sets: FitSets<ModelRows>, rng: Rng): ArrayTree;
}
