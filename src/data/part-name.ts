/** What rows are for: to learn from, to choose by, to test on. Parts are always listed in this order. */
export const partNames = ["train", "validation", "test"] as const;
export type PartName = (typeof partNames)[number];
