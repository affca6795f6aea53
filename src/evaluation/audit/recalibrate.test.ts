/** Recalibration in an audit: rows are drawn so that what it has to find is known. */
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { fitPlatt } from "../recalibration/fit-platt.js";
import { audit } from "./audit.js";
import type { ClassTarget } from "./audit-input.js";
import type { Recalibrated, Recalibration } from "./recalibration-results.js";

const two = (scores: readonly number[]) => scores.flatMap((score) => [1 - score, score]);
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));

interface Law {
  readonly prevalence: number;
  /** Of the logit, on top of the true one. */
  readonly slope?: number;
  /** Added in group B. */
  readonly offset?: number;
}

/** x is normal about ±1 by label: the posterior's logit is 2x + ln odds of `scoredFor`. */
function drawn(
  n: number,
  { prevalence, slope = 1, offset = 0 }: Law,
  scoredFor: number,
  seed: string,
) {
  const rng = createRng(`recalibrate ${seed}`);
  const labels = Array.from({ length: n }, (): number => (rng.uniform() < prevalence ? 1 : 0));
  const site = labels.map(() => rng.integer(2));
  const scores = labels.map((label, row) => {
    const logit = 2 * (2 * label - 1 + rng.normal()) + Math.log(scoredFor / (1 - scoredFor));
    return sigmoid(slope * logit + offset * at(site, row));
  });
  return { labels, site, scores };
}

function audited(
  test: ReturnType<typeof drawn>,
  fitting: ClassTarget["fitting"],
  change: Partial<ClassTarget> = {},
) {
  const target: ClassTarget = {
    ...{ kind: "classes", name: "label", classes: ["no", "yes"], labels: test.labels },
    probabilities: two(test.scores),
    threshold: { rule: "half", split: null, value: 0.5 },
    ...(fitting === undefined ? {} : { fitting }),
    ...change,
  };
  return audit({
    ...{ door: "predictions", source: "p.csv", split: "test" },
    subjects: test.labels.map((_, row) => `s${row}`),
    attributes: [{ name: "site", valueNames: ["A", "B"], values: test.site }],
    targets: [target],
    settings: { resamples: 20, permutations: 9 },
  }).targets[0]?.recalibration;
}

const fittingOf = ({ labels, scores }: ReturnType<typeof drawn>) => ({
  split: "validation",
  labels,
  probabilities: two(scores),
});

function known(found: Recalibration | { readonly reason: string } | undefined): Recalibration {
  if (found === undefined || "reason" in found) throw new Error(found?.reason ?? "absent");
  return found;
}

function wayOf(found: Recalibration, name: string): Recalibrated {
  const way = found.ways.find((one) => one.name === name);
  if (way === undefined || "reason" in way) throw new Error(way?.reason ?? "absent");
  return way;
}

describe("recalibrate", () => {
  const wrong = { prevalence: 0.3, slope: 2.5 };
  const found = known(
    audited(drawn(2000, wrong, 0.3, "test"), fittingOf(drawn(2000, wrong, 0.3, "validation"))),
  );

  it("mends scores that are too certain, and says by how much, with an interval without 0", () => {
    expect([found.split, found.n]).toEqual(["validation", 2000]);
    expect(found.ways.map(({ name }) => name)).toEqual(["as it is", "temperature", "platt", "prior shift"]); // prettier-ignore
    expect(wayOf(found, "temperature").parameters["temperature"]).toBeCloseTo(2.5, 0);
    expect(wayOf(found, "platt").parameters["slope"]).toBeCloseTo(0.4, 1);
    const [before, after] = [wayOf(found, "as it is"), wayOf(found, "platt")];
    expect(before.change).toBe(undefined);
    expect(after.overall.ece as number).toBeLessThan((before.overall.ece as number) / 2);
    const change = after.change?.log_loss;
    if (change === undefined || "reason" in change || "reason" in change.interval) throw new Error("no change"); // prettier-ignore
    const [one, other] = [after.overall.log_loss, before.overall.log_loss] as number[];
    expect(change.value).toBeCloseTo((one ?? NaN) - (other ?? NaN), 12);
    expect(change.interval.high).toBeLessThan(0);
  });

  it("is fitted on the other split alone: labels of the audited rows turned round change no map", () => {
    const test = drawn(2000, wrong, 0.3, "test");
    const fitting = fittingOf(drawn(2000, wrong, 0.3, "validation"));
    const turned = known(audited({ ...test, labels: test.labels.map((label) => 1 - label) }, fitting)); // prettier-ignore
    for (const name of ["temperature", "platt"]) {
      expect(wayOf(turned, name).parameters).toEqual(wayOf(found, name).parameters);
    }
    const estimates = ({ shares }: Recalibration) => (shares === null || "reason" in shares ? [] : shares.map(({ estimated }) => estimated)); // prettier-ignore
    expect(estimates(turned)).toEqual(estimates(found));
    // The wrong variant, fitted on the audited rows, is another map.
    const map = fitPlatt(test.labels, two(test.scores));
    expect(map).not.toMatchObject({ parameters: wayOf(found, "platt").parameters });
  });

  it("without a shift leaves the shares where they were", () => {
    const { shares } = found;
    if ("reason" in shares) throw new Error(shares.reason);
    for (const { fitted, estimated, audited: own } of shares) {
      expect(Math.abs(estimated - fitted)).toBeLessThan(0.03);
      expect(Math.abs(estimated - own)).toBeLessThan(0.03);
    }
  });

  it("finds the prevalence of the audited rows without their labels, and fits better with it", () => {
    const shifted = known(
      audited(drawn(2000, { prevalence: 0.1 }, 0.5, "test"), fittingOf(drawn(2000, { prevalence: 0.5 }, 0.5, "validation"))), // prettier-ignore
    );
    const { shares } = shifted;
    if ("reason" in shares) throw new Error(shares.reason);
    const positive = at(shares, 1);
    expect(Math.abs(positive.fitted - 0.5)).toBeLessThan(0.03);
    expect(Math.abs(positive.estimated - positive.audited)).toBeLessThan(0.03);
    const [platt, corrected] = [wayOf(shifted, "platt"), wayOf(shifted, "prior shift")];
    expect(platt.overall.excess as number).toBeGreaterThan(0.05);
    expect(Math.abs(corrected.overall.excess as number)).toBeLessThan(0.02);
    expect(corrected.overall.log_loss as number).toBeLessThan(platt.overall.log_loss as number);
  });

  it("one map for all leaves what differs between groups", () => {
    const law = { prevalence: 0.4, offset: 1.5 };
    const uneven = known(
      audited(drawn(3000, law, 0.4, "test"), fittingOf(drawn(3000, law, 0.4, "validation"))),
    );
    const [before, after] = [wayOf(uneven, "as it is"), wayOf(uneven, "platt")];
    const gapOf = ({ attributes }: Recalibrated, measure: string) => attributes[0]?.gaps[measure] as number; // prettier-ignore
    expect(Math.abs(after.overall.excess as number)).toBeLessThan(0.02);
    expect(gapOf(before, "excess")).toBeGreaterThan(0.1);
    expect(gapOf(after, "excess")).toBeGreaterThan(0.1);
    const groups = after.attributes[0]?.groups.map(({ excess }) => excess as number) ?? [];
    expect(gapOf(after, "excess")).toBeCloseTo(at(groups, 1) - at(groups, 0), 12);
  });

  it("leaves out rows without a known answer", () => {
    const test = drawn(400, wrong, 0.3, "test");
    const fitting = fittingOf(drawn(400, wrong, 0.3, "validation"));
    const some = test.labels.map((label, row) => (row % 4 === 0 ? -1 : label));
    const left = known(audited({ ...test, labels: some }, fitting));
    expect(wayOf(left, "platt").overall.n).toBe(300);
  });

  it("has temperature and shift of three classes, no Platt", () => {
    const rng = createRng("three");
    const draw = () => {
      const labels = Array.from({ length: 300 }, () => rng.integer(3));
      const logits = labels.map((label) => [0, 1, 2].map((other) => 3 * ((other === label ? 1 : 0) + rng.normal()))); // prettier-ignore
      const probabilities = logits.flatMap((row) => {
        const parts = row.map(Math.exp);
        return parts.map((part) => part / parts.reduce((sum, one) => sum + one, 0));
      });
      return { labels, probabilities };
    };
    const [test, validation] = [draw(), draw()];
    const three = known(
      audited(
        { labels: test.labels, site: test.labels.map((_, row) => row % 2), scores: [] },
        { split: "validation", ...validation },
        { classes: ["a", "b", "c"], probabilities: test.probabilities, threshold: null },
      ),
    );
    expect(three.ways.map(({ name }) => name)).toEqual(["as it is", "temperature", "prior shift"]);
    expect(wayOf(three, "temperature").parameters["temperature"] as number).toBeGreaterThan(1.5);
    expect(wayOf(three, "temperature").overall).not.toHaveProperty("excess");
  });

  it.each([
    ["there is no other split", undefined, "no rows of another split to fit on"],
    [
      "no answer of it is known",
      { split: "validation", labels: [], probabilities: [] },
      "split validation has no known answers of subjects that are not audited",
    ],
  ])("is undefined where %s", (_, fitting, reason) => {
    const none = audited(drawn(100, wrong, 0.3, "test"), fitting);
    expect(none).toEqual({ value: null, reason });
  });

  it("refuses rows to fit on that are none", () => {
    const test = drawn(100, wrong, 0.3, "test");
    const fit = (probabilities: number[]) => () =>
      audited(test, { split: "validation", labels: [0, 1], probabilities });
    expect(fit([1, 0])).toThrow(
      "audit: probabilities of label, split validation: expected 4, got 2",
    );
    expect(fit([1, 0, 2, -1])).toThrow(
      "audit of label, split validation: probability of class 0, row 1",
    );
  });

  it("says of each way why it has no fit", () => {
    const fitting = { split: "validation", labels: [0, 0], probabilities: two([0.2, 0.3]) };
    const none = known(audited(drawn(100, wrong, 0.3, "test"), fitting));
    expect(none.ways.slice(1)).toEqual([
      { name: "temperature", value: null, reason: "every row is right: no temperature is best" },
      { name: "platt", value: null, reason: "no positives" },
      { name: "prior shift", value: null, reason: "needs recalibrated scores: no positives" },
    ]);
  });
});
