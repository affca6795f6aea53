import { describe, expect, it } from "vitest";
import { decideVerdict } from "./verdict.js";

const none = { value: null, reason: "one seed" } as const;
const t = (p_holm: number, low: number, high: number) => ({ p_holm, low, high });

describe("decideVerdict", () => {
  it("needs the corrected t and the bootstrap, and knows the direction", () => {
    const both = { paired_t: t(0.01, 0.02, 0.05), bootstrap: { low: 0.01, high: 0.06 } };
    expect(decideVerdict(both, "higher").verdict).toBe("better");
    expect(decideVerdict(both, "lower").verdict).toBe("worse");
    expect(decideVerdict(both, null).verdict).toBe("no conclusion");
    const down = { paired_t: t(0.01, -0.05, -0.02), bootstrap: { low: -0.06, high: -0.01 } };
    expect(decideVerdict(down, "lower").verdict).toBe("better");
    expect(decideVerdict(down, "higher").verdict).toBe("worse");
  });

  it("says what is missing for a conclusion", () => {
    const because = (paired_t: Parameters<typeof decideVerdict>[0]["paired_t"], low = 0.01) =>
      decideVerdict({ paired_t, bootstrap: { low, high: 0.06 } }, "higher").because;
    expect(because(none)).toBe("one seed");
    expect(because(t(0.05, 0.02, 0.05))).toBe("the corrected p of the paired t is not below 0.05");
    expect(because(t(0.01, 0.02, 0.05), -0.01)).toBe("the bootstrap interval contains 0");
    const bare = { paired_t: t(0.01, 0.02, 0.05), bootstrap: none };
    expect(decideVerdict(bare, "higher").because).toBe("no bootstrap interval: one seed");
  });
});
