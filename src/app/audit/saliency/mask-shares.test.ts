import { describe, expect, it } from "vitest";
import { maskShare, type MaskedLook } from "./mask-shares.js";

const look = (map: readonly number[]) => ({ maps: new Map([["gradient", Float64Array.from(map)] as const]) }); // prettier-ignore
const masked = (subject: string, map: readonly number[], other: readonly number[] | null = [1, 1, 1, 1]): MaskedLook => ({
  subject,
  trained: look(map),
  randomised: other === null ? null : look(other),
  inside: Uint8Array.of(1, 0, 0, 0),
}); // prettier-ignore
const shares = [0.4, 0.5, 0.6, 0.7, 0.8];
const looks = shares.map((share, row) => masked(`s${row}`, [share, 1 - share, 0, 0], [0.1, 0.3, 0.6, 0])); // prettier-ignore

describe("maskShare", () => {
  it("is the mean share inside beside area and nothing learnt, with Student's interval by subject", () => {
    const found = maskShare("lesion", "gradient", looks);
    expect(found.mask).toBe("lesion");
    expect(found.share.value).toBeCloseTo(0.6, 12);
    expect(found.area.value).toBe(0.25);
    expect(found.randomised.value).toBeCloseTo(0.1, 12);
    expect(found.above_area.value).toBeCloseTo(0.35, 12);
    expect(found.above_randomised.value).toBeCloseTo(0.5, 12);
    if ("reason" in found.share || "reason" in found.share.interval) throw new Error("no interval");
    // Standard deviation √0.025, t of 4 degrees of freedom 2.776445.
    expect(found.share.interval.low).toBeCloseTo(0.6 - 2.776445 * Math.sqrt(0.025 / 5), 5);
  });

  it("leaves out maps that are 0 everywhere, and needs five subjects", () => {
    const blank = maskShare("m", "gradient", [...looks, masked("t", [0, 0, 0, 0])]);
    expect(blank.share).toMatchObject({ n: 5 });
    expect(blank.area).toMatchObject({ n: 5 });
    expect(blank.randomised).toMatchObject({ n: 6 });
    const few = maskShare("m", "gradient", looks.slice(0, 4));
    expect(few.share).toEqual({ value: null, reason: "fewer than 5 subjects" });
    const alone = maskShare("m", "gradient", shares.map((_, row) => masked(`s${row}`, [1, 1, 0, 0], null))); // prettier-ignore
    expect(alone.above_randomised).toEqual({ value: null, reason: "no map with a value" });
    expect(alone.share.value).toBe(0.5);
  });
});
