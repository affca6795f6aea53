/** The shape of `masks` in `audit.json`: where in a picture answers come from. docs/audit.md explains it. */
import type { Estimate } from "./estimate.js";

/** What taking a region out does to answers: that of the mask, the control's, and the first minus the second, picture by picture. */
export interface MaskEffect {
  readonly inside: Estimate;
  readonly control: Estimate;
  readonly difference: Estimate;
}

/** Some of the pictures that have a mask. */
export interface MaskedGroup {
  readonly kind: "all" | "class" | "attribute";
  /** Of the target, or of the attribute; "" of all. */
  readonly name: string;
  /** Class, or value of the attribute; "" of all. */
  readonly value: string;
  readonly n: number;
  readonly subjects: number;
  /** How far answers move: ½ Σ |change of the probability of a class|, 0..1; of two classes |change| of either. */
  readonly moved: MaskEffect;
  /** Change of the probability of the row's own class, −1..1: below 0, what was taken out spoke for it. */
  readonly own_class: MaskEffect;
}

/** What was seen with the masks of one kind. */
export interface MaskResults {
  /** What is inside. */
  readonly name: string;
  /** Pictures that were measured. */
  readonly pictures: number;
  /** Pictures that were not, by why; `more`: enough had been measured. */
  readonly left_out: {
    readonly no_mask: number;
    /** Nothing is inside, on the grid of the network. */
    readonly empty: number;
    /** The shape has no second place in the picture. */
    readonly no_room: number;
    /** The file of the mask cannot be used. */
    readonly unreadable: number;
    readonly more: number;
  };
  /** Mean share of a picture that is inside, 0..1; 0 without pictures. */
  readonly area: number;
  /** How much filling changes the samples there, root mean square in the samples' unit: mean over the pictures. */
  readonly amount: { readonly inside: number; readonly control: number };
  /** First all, then each class and each value of each attribute. */
  readonly groups: readonly MaskedGroup[];
}
