/**
 * What augmentation can do to an image, as far as it can disturb what an attribute shows.
 *
 *   moves      to another place                      mirrors   the other way round
 *   turns      by an angle                           deforms   larger, smaller, slanted
 *   exposes    brighter or darker as a whole         shades    brighter here, darker there
 *   roughens   more noise, or less by interpolation  hides     a part cannot be seen
 */
export type AugmentEffect =
  "moves" | "mirrors" | "turns" | "deforms" | "exposes" | "shades" | "roughens" | "hides";

/** The effect as in "it would … what an attribute shows". */
export const effectVerbs = {
  moves: "move",
  mirrors: "mirror",
  turns: "turn",
  deforms: "deform",
  exposes: "brighten or darken",
  shades: "shade",
  roughens: "roughen or smooth",
  hides: "hide",
} as const satisfies Record<AugmentEffect, string>;

/** Effects that carry what sits at a place of the frame (a marker, a border) elsewhere. */
export const carryingEffects: readonly AugmentEffect[] = ["moves", "mirrors", "turns", "deforms"];
