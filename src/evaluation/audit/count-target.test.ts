import { expect, it } from "vitest";
import { createRng } from "../../base/rng.js";
import { audit } from "./audit.js";
import type { AuditInput } from "./audit-input.js";

const rng = createRng("counted");
const n = 300;
const labels = Int32Array.from({ length: n }, (_, row) => (row < 5 ? -1 : rng.integer(2)));
const site = Int32Array.from({ length: n }, (_, row) => (row % 50 === 7 ? -1 : rng.integer(3)));
const input: AuditInput = {
  door: "features",
  source: "drawn",
  split: "all rows",
  subjects: Array.from({ length: n }, (_, row) => `s${row >> 1}`),
  attributes: [{ name: "site", valueNames: ["a", "b", "c"], values: site }],
  targets: [{ kind: "unanswered", name: "label", classes: ["no", "yes"], labels }],
};
const encoded = { state: "found", evidence: "read off the features", p: 0.001 } as const;
const used = { state: "not examined", evidence: "needs the model itself" } as const;

it("counts the groups as those of answered rows are, and measures nothing", () => {
  const counted = audit(input, () => ({ encoded, used }));
  const probabilities = Float64Array.from({ length: 2 * n }, () => 0.5);
  const threshold = { rule: "half", split: null, value: 0.5 } as const;
  const answered = audit({
    ...input,
    targets: [{ ...{ name: "label", classes: ["no", "yes"], labels, probabilities, threshold }, kind: "classes" }], // prettier-ignore
    settings: { resamples: 10, permutations: 10 },
  });
  const bare = ({ targets }: typeof counted) => {
    const [target] = targets;
    const [attribute] = target?.attributes ?? [];
    return {
      n: target?.n,
      missing: attribute?.missing,
      groups: attribute?.groups.map((group) => ({ ...group, measures: {}, calibration: [] })),
    };
  };
  expect(bare(counted)).toEqual(bare(answered));
  expect(bare(counted).n).toBe(295);
  expect(counted.targets[0]?.overall).toEqual({});
});

it("leaves the verdict to the tiers that were examined; disparity was not", () => {
  const verdictOf = (tier: typeof encoded | { readonly state: "not found"; readonly evidence: string }) =>
    audit(input, () => ({ encoded: tier, used })).targets[0]?.attributes[0]?.verdict; // prettier-ignore
  expect(verdictOf(encoded)).toMatchObject({
    kind: "encoded only",
    tiers: { disparity: { state: "not examined", evidence: "needs predictions of the model" } },
  });
  expect(verdictOf({ state: "not found", evidence: "chance" })?.kind).toBe("nothing found");
});

it("refuses labels that are no class", () => {
  const wrong = labels.with(9, 2);
  const targets = [{ kind: "unanswered", name: "label", classes: ["no", "yes"], labels: wrong }] as const; // prettier-ignore
  expect(() => audit({ ...input, targets })).toThrow("label of label");
});
