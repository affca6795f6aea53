/** Brightness of tissues in a T1-weighted scan without noise, 0..1. */
export const tissue = {
  air: 0,
  fluid: 0.16,
  bone: 0.1,
  muscle: 0.36,
  fat: 0.8,
  greyMatter: 0.5,
  deepGrey: 0.58,
  whiteMatter: 0.78,
} as const;

/** `under` with `share` (0..1) of it replaced by `over`. */
export function cover(under: number, over: number, share: number): number {
  return under + share * (over - under);
}
