import { expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { readAttributes } from "../read-attributes.js";
import { measureDependence, type FeaturesToMeasure } from "./measure-dependence.js";

/** Features hold the label, and `leak` of site; site is the label in 8 of 10, sex is drawn alone. */
function drawn(n: number, leak: number, width = 6): FeaturesToMeasure {
  const rng = createRng(`drawn ${n} ${leak}`);
  const labels = Int32Array.from({ length: n }, () => rng.integer(2));
  const site = labels.map((label) => (rng.uniform() < 0.8 ? label : 1 - label));
  const sex = labels.map(() => rng.integer(2));
  const age = Float64Array.from({ length: n }, () => Math.round(10 * rng.normal()));
  const features = Float32Array.from({ length: n * width }, (_, index) => {
    const row = Math.floor(index / width);
    return rng.normal() + at(labels, row) + (index % width === 0 ? leak * at(site, row) : 0);
  });
  return {
    features: { rows: n, width, values: features },
    subjects: Array.from({ length: n }, (_, row) => `s${row}`),
    label: { kind: "classes", name: "ill", valueNames: ["no", "yes"], values: labels },
    attributes: [
      { kind: "classes", name: "site", valueNames: ["A", "B"], values: site },
      { kind: "classes", name: "sex", valueNames: ["f", "m"], values: sex },
      { kind: "classes", name: "age", valueNames: ["young", "old"], values: Int32Array.from(age, (years) => (years < 0 ? 0 : 1)), numbers: age }, // prettier-ignore
    ],
  };
}

it("finds what features hold beyond the label, on the rows of the probes, corrected over the attributes", () => {
  const set = drawn(400, 1.5);
  const found = measureDependence(set, createRng(1));
  const [site, sex, age] = ["site", "sex", "age"].map((name) => {
    const one = found.get(name);
    if (one === undefined || "reason" in one) throw new Error(`nothing of ${name}`);
    return one;
  });
  const p = Number(site?.p);
  // Three attributes: three times twice the smaller p.
  const own = [site?.distance_correlation.p, site?.hsic.p].map(Number);
  expect(p).toBeCloseTo(Math.min(1, 6 * Math.min(...own)), 10);
  expect(p).toBeLessThan(0.01);
  expect(Number(site?.information)).toBeGreaterThan(0.1);
  expect(site?.information_at_most).toBeCloseTo(Math.LN2, 12);
  for (const other of [sex, age]) {
    expect(other?.p).toBeGreaterThan(0.05);
    expect(Math.abs(Number(other?.information))).toBeLessThan(0.1);
  }
  const reading = readAttributes(set, createRng(1)).readings.get("site");
  if (reading === undefined || "reason" in reading) throw new Error("no reading");
  expect(reading.set).toEqual({ n: site?.n, subjects: site?.subjects });
});

it("finds nothing of an attribute that goes with the label alone", () => {
  const one = measureDependence(drawn(400, 0), createRng(1)).get("site");
  expect(one).toMatchObject({ p: expect.any(Number) as number });
  if (one !== undefined && !("reason" in one)) expect(one.p).toBeGreaterThan(0.05);
});

it("takes a number by its values, where bins hide what features hold", () => {
  const set = drawn(300, 0, 1);
  const rng = createRng("number");
  // The size of age beyond 5 is in the features; of both signs, so that young and old look alike.
  const numbers = set.attributes[2]?.numbers ?? [];
  const values = Float32Array.from(numbers, (years) => Math.abs(years) / 5 + 0.5 * rng.normal());
  const held = { ...set, features: { rows: 300, width: 1, values } };
  const of = (attributes: FeaturesToMeasure["attributes"]) => {
    const one = measureDependence({ ...held, attributes }, createRng(1)).get("age");
    return one === undefined || "reason" in one ? NaN : Number(one.p);
  };
  // The value read by a line: half of its variance is noise, so R² is 1/2 at most.
  const line = Float32Array.from(numbers, (years) => years / 10 + rng.normal());
  const straight = { ...set, features: { rows: 300, width: 1, values: line } };
  const measured = measureDependence({ ...straight, attributes: set.attributes }, createRng(1));
  const r2Of = (name: string) => {
    const one = measured.get(name);
    return one === undefined || "reason" in one ? undefined : one.r2?.value;
  };
  expect(r2Of("age")).toBeGreaterThan(0.35);
  expect(r2Of("age")).toBeLessThan(0.6);
  expect(r2Of("site")).toBeUndefined();
  const { numbers: _, ...bins } = at(set.attributes, 2);
  expect(of(set.attributes.slice(2))).toBeLessThan(0.01);
  expect(of([bins])).toBeGreaterThan(0.05);
});

it("says why there is nothing to measure", () => {
  const set = drawn(30, 0);
  expect(measureDependence(set, createRng(1)).get("site")).toEqual({
    value: null,
    reason: "fewer than two values have 20 subjects",
  });
});
