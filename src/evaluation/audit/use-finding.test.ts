import { describe, expect, it } from "vitest";
import type { InterventionEffect } from "./intervention-effects.js";
import { useFinding } from "./use-finding.js";

function effectOf(part: string, low: number, high: number): InterventionEffect {
  const interval = { low, high, level: 0.95, method: "t" };
  return { part, class: "yes", value: "b", effect: (low + high) / 2, interval, p: 0.01, n: 400 };
}
const of = (...effects: InterventionEffect[]) =>
  useFinding({ attribute: "site", effects, parts: "tone, frame", subjects: 300, range: 0.9 });

describe("useFinding", () => {
  it("is found where the interval stays away from 0, weak or strong", () => {
    expect(of(effectOf("frame", 0.12, 0.2), effectOf("tone", -0.01, 0.01))).toMatchObject({
      state: "found",
      strength: "strong",
      evidence: "frame of pictures with site b put in or taken out: P(yes) +0.16 (0.12 to 0.20), 400 pictures", // prettier-ignore
      effect: { value: 0.16, n: 400 },
      p: 0.01,
    });
    expect(of(effectOf("planted", -0.08, -0.03))).toMatchObject({
      state: "found",
      strength: "weak",
      evidence: "site b put in or taken out: P(yes) -0.06 (-0.08 to -0.03), 400 pictures",
    });
  });

  it("is not found where nothing reaches 0.05, although an effect may be certain", () => {
    expect(of(effectOf("frame", -0.001, 0.001)).evidence).toBe(
      "no exchange (tone, frame) changes a probability by more than 0.01",
    );
    expect(of(effectOf("frame", 0.01, 0.019), effectOf("tone", -0.04, 0.02))).toMatchObject({
      state: "not found",
      evidence: "no exchange (tone, frame) changes a probability by more than 0.04",
    });
  });

  it("cannot tell of a model that says nearly the same of all pictures", () => {
    const flat = (range: number) =>
      useFinding({
        ...{ attribute: "site", effects: [effectOf("frame", 0.001, 0.005)] },
        ...{ parts: "frame", subjects: 300, range },
      });
    expect(flat(0.0088)).toEqual({
      state: "cannot tell",
      evidence:
        "the model says nearly the same of all pictures: a probability differs by 0.01 at most",
      effect: { value: 0.003, n: 400, interval: effectOf("frame", 0.001, 0.005).interval },
      p: 0.01,
    });
    expect(flat(0.06).state).toBe("not found");
  });

  it("cannot tell where an interval is wide, and says how many more", () => {
    expect(of(effectOf("tone", 0.001, 0.005), effectOf("frame", -0.1, 0.1))).toMatchObject({
      state: "cannot tell",
      needed: 900,
      evidence: "a change of 0.10 could be missed; frame of pictures with site b put in or taken out: P(yes) +0.00 (-0.10 to 0.10), 400 pictures", // prettier-ignore
    });
    const reason = "fewer than five subjects give or take";
    expect(
      useFinding({
        attribute: "a",
        effects: { value: null, reason },
        parts: "",
        subjects: 3,
        range: 0.9,
      }),
    ).toEqual({ state: "cannot tell", evidence: reason });
  });

  it("holds a change of a number against margins in standard deviations of its true values", () => {
    const ofNumber = (low: number, high: number, deviation: number) => {
      const effects = [{ ...effectOf("frame", low, high), class: "age" }];
      return useFinding({ ...{ attribute: "site", effects, parts: "frame", subjects: 300, range: 30, deviation } }); // prettier-ignore
    };
    expect(ofNumber(2.1, 4, 10)).toMatchObject({
      state: "found",
      strength: "strong",
      evidence: "frame of pictures with site b put in or taken out: predicted age +3.05 (2.10 to 4.00), 0.30 standard deviations, 400 pictures", // prettier-ignore
    });
    expect(ofNumber(-4, -0.5, 10)).toMatchObject({ state: "found", strength: "weak" });
    expect(ofNumber(-0.5, 0.9, 10)).toMatchObject({
      state: "not found",
      evidence: "no exchange (frame) changes predicted age by more than 0.90",
    });
    expect(ofNumber(-3, 3, 10)).toMatchObject({ state: "cannot tell", needed: 2400 });
    // The wrong variant, years for probabilities, would call the same changes strong.
    expect(of(effectOf("frame", 0.3, 0.9))).toMatchObject({ strength: "strong" });
    expect(ofNumber(0.3, 0.9, 10).state).toBe("not found");
  });
});
