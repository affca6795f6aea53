import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { InterventionEffect } from "../../evaluation/audit/intervention-effects.js";
import { examineParts } from "./examine-parts.js";
import { examinePlanted } from "./examine-planted.js";
import { partTakers } from "./picture-part.js";
import { columnsOfClasses, questionOfClasses } from "./question.js";

const side = 12;
const places = Array.from({ length: side * side }, (_, place) => [Math.floor(place / side), place % side] as const); // prettier-ignore
const blob = places.flatMap(([row, column], place) =>
  row >= 4 && row < 8 && column >= 4 && column < 8 ? [place] : [],
);
const marker = places.flatMap(([row, column], place) => (row < 2 && column < 2 ? [place] : []));
const all = [...places.keys()];
const takers = partTakers({ channels: 1, extents: [side, side] });
const meanOf = (picture: Float32Array, of: readonly number[]) =>
  of.reduce((sum, place) => sum + at(picture, place), 0) / of.length;

interface Scene {
  /** What value 1 of the attribute adds to the blob, and to the marker. */
  readonly severity?: number;
  /** The blob is also seen as brightness of the whole picture, and the model looks at that. */
  readonly diffuse?: boolean;
  readonly marker?: number;
  /** What the model makes of the marker. */
  readonly reads?: number;
}

/** Noise with a blob that is brighter in the ill; the attribute follows the label in 9 of 10. */
async function examine({ severity = 0, marker: bright = 0, reads = 0, diffuse = false }: Scene) {
  const rng = createRng("scene");
  const label = Int32Array.from({ length: 500 }, () => rng.integer(2));
  const attribute = label.map((value) => (rng.uniform() < 0.9 ? value : 1 - value));
  const pictures = Array.from(label, (value, row) => {
    const picture = Float32Array.from(places, () => 0.5 * rng.normal());
    const ill = (value === 1 ? 1 : 0.3) + severity * at(attribute, row) + 0.4 * rng.normal();
    for (const place of diffuse ? all : blob) picture[place] = at(picture, place) + ill;
    for (const place of marker) picture[place] = at(picture, place) + bright * at(attribute, row);
    return picture;
  });
  const model = (picture: Float32Array) => {
    const logit =
      5 * (meanOf(picture, diffuse ? all : blob) - 0.65) + reads * (meanOf(picture, marker) - 1);
    const yes = 1 / (1 + Math.exp(-logit));
    return [1 - yes, yes];
  };
  const probabilities = Float64Array.from(pictures.flatMap(model));
  const found = await examineParts(
    {
      ...{ label, attribute, valueNames: ["a", "b"] },
      questions: [questionOfClasses("finding", ["no", "yes"], label, probabilities)],
      subjects: pictures.map((_, row) => `s${row}`),
      answer: (part, takes) =>
        Promise.resolve(
          Float64Array.from(
            takes.flatMap(({ row, donor }) =>
              model(takers[part](at(pictures, row), at(pictures, donor))),
            ),
          ),
        ),
    },
    createRng(0),
  );
  return Object.fromEntries(effectsOf(found).map((effect) => [effect.part, effect]));
}

type Found = Awaited<ReturnType<typeof examineParts>>;

/** Of the only question. */
function effectsOf(found: Found): readonly InterventionEffect[] {
  const [effects] = found.values();
  if (effects === undefined || "reason" in effects) throw new Error(effects?.reason);
  return effects;
}

const away = (effect: InterventionEffect | undefined) =>
  Math.max(effect?.interval.low ?? NaN, -(effect?.interval.high ?? NaN));

describe("examineParts", () => {
  it("finds a marker that the model reads, in frame and corners", async () => {
    const { tone, grain, frame, corners } = await examine({ marker: 2, reads: 1 });
    expect(away(corners)).toBeGreaterThan(0.1);
    expect(away(frame)).toBeGreaterThan(0.1);
    expect(corners?.effect).toBeGreaterThan(0);
    expect(away(tone)).toBeLessThan(0.02);
    expect(away(grain)).toBeLessThan(0.02);
  });

  it("finds nothing where the marker is there and the model does not read it", async () => {
    for (const effect of Object.values(await examine({ marker: 2 }))) {
      expect(away(effect)).toBeLessThan(0.02);
    }
  });

  it.each([
    ["in one place", {}],
    ["in the tone, which a control drawn evenly alone would take for a use", { diffuse: true }],
    ["in one place, where the model heeds the corner by chance, which a matched control alone would take for a use", { reads: 1.5 }], // prettier-ignore
  ])("finds nothing where one group is more ill and it shows %s", async (_, scene) => {
    for (const effect of Object.values(await examine({ severity: 0.5, ...scene }))) {
      expect(away(effect)).toBeLessThan(0.02);
    }
  });

  it("says why there is nothing to exchange", async () => {
    const effects = await examineParts(
      {
        ...{ label: [0, 1], attribute: [0, 1], valueNames: ["a", "b"], subjects: ["s", "t"] },
        questions: [
          questionOfClasses("finding", ["no", "yes"], [0, 1], Float64Array.of(1, 0, 0, 1)),
        ],
        answer: () => Promise.reject(new Error("asked")),
      },
      createRng(0),
    );
    expect([...effects]).toEqual([
      ["finding", { value: null, reason: "no row has a donor and controls" }],
    ]);
  });
});

describe("examinePlanted", () => {
  it("asks each picture with each value", async () => {
    const found = await examinePlanted({
      questions: [{ name: "finding", ...columnsOfClasses(["no", "yes"]) }],
      valueNames: ["0", "90", "180"],
      subjects: Array.from({ length: 40 }, (_, row) => `s${row}`),
      plant: (values) =>
        Promise.resolve(
          Float64Array.from([...values].flatMap((value) => [0.8 - 0.2 * value, 0.2 + 0.2 * value])),
        ),
    });
    const effects = effectsOf(found);
    const effectOf = Object.fromEntries(effects.map(({ value, effect }) => [value, effect]));
    // P(yes) is 0.2, 0.4, 0.6: each value against the two others.
    expect(effectOf["0"]).toBeCloseTo(-0.3, 12);
    expect(effectOf["90"]).toBeCloseTo(0, 12);
    expect(effectOf["180"]).toBeCloseTo(0.3, 12);
    expect(effects.every(({ part, class: name }) => part === "planted" && name === "yes")).toBe(
      true,
    );
  });
});
