import type { SaliencyMethod } from "../../../evaluation/audit/saliency-results.js";

/** Maps of one picture for one class, one answer of several, or the number, by a network. */
export interface Look {
  /** By method, [...extents] each, 0 or more. */
  readonly maps: ReadonlyMap<SaliencyMethod, Float64Array>;
  /** Of integrated gradients: how far they are from complete, and from what. */
  readonly completeness?: { readonly error: number; readonly difference: number };
}

/** A network that can be asked where it looks. */
export interface Looker {
  /** Settings by method, in the order in which they are shown. */
  readonly methods: ReadonlyMap<
    SaliencyMethod,
    Readonly<Record<string, number | readonly number[]>>
  >;
  /** The picture at `position` of the set, for class or answer `chosen`; of a number, 0. */
  look(position: number, chosen: number): Promise<Look>;
}
