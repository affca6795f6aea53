/** The shape of `masks` in `audit.json`: where in a picture answers come from. docs/audit.md explains it. */
import type { Estimate } from "./estimate.js";

/** What taking a region out does to answers: that of the mask, the control's, and the first minus the second, picture by picture. */
export interface MaskEffect {
  readonly inside: Estimate;
  readonly control: Estimate;
  readonly difference: Estimate;
}

/** Some of the pictures that have a mask. */
export interface MaskedRows {
  readonly kind: "all" | "class" | "bin" | "attribute";
  /** Of the target, or of the attribute; "" of all. */
  readonly name: string;
  /** Class, bin of the number, or value of the attribute; "" of all. */
  readonly value: string;
  readonly n: number;
  readonly subjects: number;
}

/** Of classes, or of one of several answers of yes or no. */
export interface ClassMaskedGroup extends MaskedRows {
  /** How far answers move: ½ Σ |change of the probability of a class|, 0..1; of two classes |change| of either. */
  readonly moved: MaskEffect;
  /** Change of the probability of the row's own class, −1..1: below 0, what was taken out spoke for it. */
  readonly own_class: MaskEffect;
}

/** Of a number, in its own unit. */
export interface NumberMaskedGroup extends MaskedRows {
  /** How far predictions move: |change|. */
  readonly moved: MaskEffect;
  /** Change of the prediction: below 0, what was taken out made it larger. */
  readonly change: MaskEffect;
  /** Change of |prediction − truth|: above 0, what was taken out brought predictions nearer to the truth. */
  readonly error: MaskEffect;
}

export type MaskedGroup = ClassMaskedGroup | NumberMaskedGroup;

/** What was seen with the masks of one kind; of several answers there is an entry for each kind and label. */
export type MaskResults = ClassMaskResults | NumberMaskResults;

export interface ClassMaskResults extends MaskBasis {
  /** Of several answers the one that is asked about. */
  readonly label?: string;
  /** First all, then each class and each value of each attribute. */
  readonly groups: readonly ClassMaskedGroup[];
}

export interface NumberMaskResults extends MaskBasis {
  /** Standard deviation of the true values of the audited rows, in the number's unit; 0 where they do not differ. */
  readonly deviation: number;
  /** First all, then each bin and each value of each attribute. */
  readonly groups: readonly NumberMaskedGroup[];
}

/** Which pictures were measured, and what was taken out of them. */
export interface MaskBasis {
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
    /** Of several answers: the true one is not known. */
    readonly unknown?: number;
  };
  /** Mean share of a picture that is inside, 0..1; 0 without pictures. */
  readonly area: number;
  /** How much filling changes the samples there, root mean square in the samples' unit: mean over the pictures. */
  readonly amount: { readonly inside: number; readonly control: number };
}
