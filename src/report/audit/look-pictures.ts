import type { SaliencyMethod } from "../../evaluation/audit/saliency-results.js";
import type { ExamplePicture } from "../example-images.js";

/** A picture with maps of where the model looks. Nothing in it may name a subject. */
export type LookedPicture = DrawnMaps & {
  /** Of several answers the one that the maps are of; its label is yes or no. */
  readonly answer?: string;
  /** Its class, or the bin of its number. */
  readonly label: string;
} & (
    | { readonly answered: string; /** Of the answered class. */ readonly probability: number }
    | { readonly predicted: number }
  );

/** A picture and its maps. */
export interface DrawnMaps {
  /** The picture, of a volume a plane of each axis. */
  readonly picture: readonly ExamplePicture[];
  readonly maps: readonly {
    readonly method: SaliencyMethod;
    /** The same planes in grey under the map. */
    readonly trained: readonly ExamplePicture[];
    /** The same of a network that has learnt nothing; absent: there is none. */
    readonly randomised?: readonly ExamplePicture[];
    /** Is a map 0 everywhere? */
    readonly blank: { readonly trained: boolean; readonly randomised: boolean };
  }[];
}

/** What a page shows of an audit's maps: pictures, or why there are none. */
export type LookPictures = readonly LookedPicture[] | { readonly reason: string };
