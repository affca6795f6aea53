/** The shape of `saliency` in `audit.json`: what maps of where a model looks say in numbers. docs/audit.md explains it. */
import type { Metric, Undefined } from "../metric.js";
import type { Estimate } from "./estimate.js";

/** How a map is made. */
export const saliencyMethods = [
  "gradient",
  "integrated_gradients",
  "grad_cam",
  "attention",
  "occlusion",
] as const;
export type SaliencyMethod = (typeof saliencyMethods)[number];

/** How much of the maps lies where a planted artefact is. */
export interface PlantedShare {
  readonly attribute: string;
  /** Mean over the pictures of the share of a map's sum that lies on the artefact's pixels. */
  readonly share: Metric;
  /** The same of the network that has learnt nothing. */
  readonly randomised: Metric;
  /** Mean share of a picture that these pixels take: what a map that is the same everywhere has. */
  readonly area: number;
  /** Pictures whose share is defined. */
  readonly n: number;
}

/** How much of the maps lies inside a mask: means over pictures that have one, intervals by subject. */
export interface MaskShare {
  /** What is inside. */
  readonly mask: string;
  /** Share of a map's sum that lies inside, 0..1. */
  readonly share: Estimate;
  /** Share of the picture that is inside: what a map that is the same everywhere has. */
  readonly area: Estimate;
  /** Share of the network that has learnt nothing. */
  readonly randomised: Estimate;
  /** Picture by picture: share minus area, and share minus that of the network that has learnt nothing. */
  readonly above_area: Estimate;
  readonly above_randomised: Estimate;
}

/** One way to make maps; of several answers there is an entry for each label and way, the labels one after the other. */
export interface SaliencyMethodResults {
  /** Of several answers the one whose log odds the maps are of. */
  readonly label?: string;
  readonly method: SaliencyMethod;
  /** Steps of the integral; side of the patch and way to the next in pixels. */
  readonly settings: Readonly<Record<string, number | readonly number[]>>;
  /** Rank correlation of the maps with those of a network that has learnt nothing, over pictures; undefined where there is none. */
  readonly randomised:
    | {
        /** Mean of Spearman's ρ over the pixels. */
        readonly mean: Metric;
        /** Mean of |ρ|. */
        readonly absolute: Metric;
        /** Pictures of which neither map is the same everywhere. */
        readonly n: number;
      }
    | Undefined;
  /** Of integrated gradients: Σ |attributions − difference of the scores| / Σ |difference|, over pictures; 0 is complete. */
  readonly incompleteness?: Metric;
  readonly planted: readonly PlantedShare[];
  /** Absent where the data have no masks. */
  readonly inside?: readonly MaskShare[];
}

/** Where the model looks, in numbers: no evidence of use by itself. */
export interface SaliencyResults {
  /** What is differentiated, or compared: the log odds of the class that the model answers, of several answers those of yes of each label, or the number that it predicts. */
  readonly score: "log odds of the answered class" | "log odds of the label" | "predicted number";
  /** Of several answers: labels without maps, since others have more rows. */
  readonly labels_left_out?: readonly string[];
  /** Pictures that are measured; of several answers each for one label or more. */
  readonly pictures: number;
  /** Level of each channel that stands for "nothing": baseline of the integral, fill of a patch. */
  readonly baseline: readonly number[];
  /** What a network that learnt nothing is made by. */
  readonly randomised: "weights drawn anew" | "weights shuffled" | null;
  readonly methods: readonly SaliencyMethodResults[];
}
