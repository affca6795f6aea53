/** The tier used of several answers and of a number, of models in closed form whose truth is planted. */
import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { SetImages } from "../../data/batch.js";
import type { AnyAnsweredPictures } from "./answered-pictures.js";
import { examineUse } from "./examine-use.js";

const side = 12;
const places = Array.from({ length: side * side }, (_, place) => place);
const inside = (top: number, bottom: number, left: number, right: number) =>
  places.filter((place) => {
    const [row, column] = [Math.floor(place / side), place % side];
    return row >= top && row < bottom && column >= left && column < right;
  });
/** Where each finding is seen, where the marker of a site is, and the lower rim. */
const seenAt = { mass: inside(4, 8, 3, 6), fluid: inside(4, 8, 6, 9) };
const [marker, rim] = [inside(0, 2, 0, 2), inside(11, 12, 3, 9)];
const meanOf = (picture: ArrayLike<number>, of: readonly number[]) =>
  of.reduce((sum, place) => sum + at(picture, place), 0) / of.length;
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));

interface Scene {
  /** Weights of the marker in the answers. */
  readonly reads?: { readonly mass?: number; readonly fluid?: number };
  /** How bright the rim is where there is fluid, and what the answer for a mass makes of it. */
  readonly rim?: number;
  readonly massReadsRim?: number;
  readonly rows?: number;
}

/** Noise with two findings; the site "south" is more frequent with each (1, 5, 9 of 10) and leaves a marker in the corner. */
function drawScene({ reads = {}, rim: bright = 0, massReadsRim = 0, rows = 800 }: Scene) {
  const rng = createRng("scene");
  const [site, answers] = [new Int32Array(rows), new Int32Array(2 * rows)];
  const pictures = Array.from({ length: rows }, (_, row) => {
    const [mass, fluid] = [rng.integer(2), rng.integer(2)];
    const has = rng.uniform() < 0.1 + 0.4 * (mass + fluid) ? 1 : 0;
    const picture = Float32Array.from(places, () => 0.5 * rng.normal());
    const add = (of: readonly number[], value: number) => {
      for (const place of of) picture[place] = at(picture, place) + value;
    };
    add(seenAt.mass, mass + 0.3 * rng.normal());
    add(seenAt.fluid, fluid + 0.3 * rng.normal());
    add(marker, 2 * has);
    add(rim, bright * fluid);
    site[row] = has;
    answers.set([mass, fluid], 2 * row);
    return picture;
  });
  const model = (picture: Float32Array) => {
    const corner = meanOf(picture, marker) - 1;
    return {
      mass: sigmoid(4 * (meanOf(picture, seenAt.mass) - 0.5) + (reads.mass ?? 0) * corner + massReadsRim * (meanOf(picture, rim) - bright / 2)), // prettier-ignore
      fluid: sigmoid(4 * (meanOf(picture, seenAt.fluid) - 0.5) + (reads.fluid ?? 0) * corner),
    };
  };
  return { site, answers, pictures, model };
}

type Drawn = ReturnType<typeof drawScene>;

function imagesOf({ site, pictures }: Drawn): SetImages {
  const rows = Int32Array.from(site.keys());
  return {
    set: {
      name: "iid",
      pool: "test",
      rows,
      label: new Int32Array(rows.length),
      attributes: [site],
    },
    imageShape: [1, side, side],
    cached: true,
    writeImage: (position, out, offset) => out.set(at(pictures, position), offset),
  };
}

/** What `read` makes of each picture of a set. */
function answersTo(images: SetImages, read: (picture: Float32Array) => readonly number[]) {
  const picture = new Float32Array(side * side);
  return Promise.resolve(
    Float64Array.from(
      Array.from(images.set.rows.keys()).flatMap((row) => {
        images.writeImage(row, picture, 0);
        return read(picture);
      }),
    ),
  );
}

const known = (drawn: Drawn) => ({
  subjects: drawn.pictures.map((_, row) => `s${row}`),
  attributes: [{ name: "site", kind: "read", valueNames: ["north", "south"] }] as const,
  dispose: () => Promise.resolve(),
});

/** Both answers, or that for a mass alone, as if fluid were not recorded. */
function severalOf(drawn: Drawn, names: readonly ("mass" | "fluid")[]): AnyAnsweredPictures {
  const rows = drawn.pictures.length;
  const labelAnswers = Int32Array.from({ length: rows * names.length }, (_, entry) =>
    at(drawn.answers, 2 * Math.floor(entry / names.length) + (entry % names.length)),
  );
  return {
    ...{ ...known(drawn), kind: "labels", labelNames: names },
    images: { ...imagesOf(drawn), labelAnswers },
    answer: (asked) =>
      answersTo(asked, (picture) => {
        const said = drawn.model(picture);
        return names.map((name) => said[name]);
      }),
  };
}

async function examine(scene: Scene, names: readonly ("mass" | "fluid")[] = ["mass", "fluid"]) {
  const pictures = severalOf(drawScene(scene), names);
  const used = await examineUse(pictures, await pictures.answer(pictures.images), ["site"], createRng(0)); // prettier-ignore
  return (target: string) => {
    const found = used("site", target);
    if (found === undefined) throw new Error(`no finding of ${target}`);
    return found;
  };
}

describe("used, of several answers", () => {
  it("finds the answer that reads the marker, names it, and leaves the other alone", async () => {
    const used = await examine({ reads: { fluid: 1.5 } });
    expect(used("fluid")).toMatchObject({ state: "found", strength: "strong" });
    expect(used("fluid").evidence).toMatch(
      /^(frame|corners) of pictures with site south put in or taken out: P\(fluid\) \+0\.\d\d /,
    );
    expect(used("mass").state).not.toBe("found");
    expect(used("mass").evidence).not.toContain("fluid");
  });

  it("finds nothing where no answer reads it", async () => {
    const used = await examine({});
    expect([used("mass").state, used("fluid").state]).not.toContain("found");
  });

  it("holds the intervals of all answers together", async () => {
    const [both, alone] = [await examine({}), await examine({}, ["mass"])];
    const methodOf = ({ effect }: ReturnType<typeof both>) =>
      effect !== undefined && "interval" in effect && "method" in effect.interval
        ? effect.interval.method
        : "";
    // Four parts of one value, of two answers and of one.
    expect(methodOf(both("fluid"))).toBe("Student's t by subject, 8 together");
    expect(methodOf(alone("mass"))).toBe("Student's t by subject, 4 together");
  });

  it("does not take the sign of another answer for the attribute, which pairs that share one answer alone would", async () => {
    const scene = { rim: 2, massReadsRim: 1.5 };
    expect((await examine(scene))("mass").state).not.toBe("found");
    expect((await examine(scene, ["mass"]))("mass").state).toBe("found");
  });

  it("leaves out rows whose answers are not all known", async () => {
    const drawn = drawScene({ rows: 200 });
    drawn.answers.fill(-1);
    const pictures = severalOf(drawn, ["mass", "fluid"]);
    const used = await examineUse(pictures, new Float64Array(400), ["site"], createRng(0));
    expect(used("site", "mass")).toEqual({
      state: "cannot tell",
      evidence: "no row has a donor and controls",
    });
  });
});

interface NumberScene {
  /** Years that the marker adds to what is predicted. */
  readonly years?: number;
  /** Is the true number known, or its bin alone? */
  readonly binsAlone?: boolean;
  readonly unit?: number;
}

/** Ages, 45 and above in the second bin; those of site "south" are ten years older. They are seen in the middle and at the rim, and the model reads both. */
function agesOf({ years = 0, binsAlone = false, unit = 1 }: NumberScene): AnyAnsweredPictures {
  const rng = createRng("ages");
  const site = Int32Array.from({ length: 800 }, () => rng.integer(2));
  const ages = Float64Array.from(site, (has) => unit * (55 + 10 * has + 10 * rng.normal()));
  const pictures = Array.from(ages, (age, row) => {
    const picture = Float32Array.from(places, () => 0.5 * rng.normal());
    const add = (of: readonly number[], value: number) => {
      for (const place of of) picture[place] = at(picture, place) + value;
    };
    const old = (age / unit - 60) / 10;
    add([...seenAt.mass, ...seenAt.fluid], old + 1.2 * rng.normal());
    add(rim, old + 0.4 * rng.normal());
    add(marker, 2 * at(site, row));
    return picture;
  });
  const drawn = { site, answers: new Int32Array(), pictures, model: () => ({ mass: 0, fluid: 0 }) };
  const plain = imagesOf(drawn);
  const label = Int32Array.from(ages, (age) => (age >= 45 * unit ? 1 : 0));
  const read = (picture: Float32Array) => [
    unit * (60 + 5 * (meanOf(picture, [...seenAt.mass, ...seenAt.fluid]) + meanOf(picture, rim)) + (years / 2) * (meanOf(picture, marker) - 1)), // prettier-ignore
  ];
  return {
    ...{ ...known(drawn), kind: "number", name: "age", binNames: ["<45", ">=45"] },
    images: {
      ...{ ...plain, set: { ...plain.set, label } },
      labelNumbers: binsAlone ? Float64Array.from(label) : ages,
    },
    answer: (asked) => answersTo(asked, read),
  };
}

async function examineAge(scene: NumberScene) {
  const pictures = agesOf(scene);
  const used = await examineUse(pictures, await pictures.answer(pictures.images), ["site"], createRng(0)); // prettier-ignore
  const found = used("site", "age");
  if (found === undefined) throw new Error("no finding");
  return found;
}

describe("used, of a number", () => {
  it("finds that a marker adds six years, in years and in standard deviations", async () => {
    const { state, strength, evidence, effect } = await examineAge({ years: 6 });
    expect([state, strength]).toEqual(["found", "strong"]);
    expect(evidence).toMatch(
      /^(frame|corners) of pictures with site south put in or taken out: predicted age \+\d\.\d\d \(\d\.\d\d to \d\.\d\d\), 0\.\d\d standard deviations, \d+ pictures$/,
    );
    if (effect === undefined || "reason" in effect || "reason" in effect.interval) throw new Error("no effect"); // prettier-ignore
    // The marker is 2 where it is, and weighs years / 2 of that: what is planted is `years` exactly.
    expect(effect.interval.low).toBeLessThan(6);
    expect(effect.interval.high).toBeGreaterThan(6);
  });

  it("of a planted marker that is put in and taken out is what it adds, to the last digit", async () => {
    const plain = agesOf({ years: 6 });
    const { images } = plain;
    /** The marker is 2 brighter where the value is 1. */
    const plant = (_: number, values: Int32Array): SetImages => ({
      ...images,
      writeImage: (position, out, offset) => {
        images.writeImage(position, out, offset);
        const change = 2 * (at(values, position) - at(at(images.set.attributes, 0), position));
        for (const place of marker) out[offset + place] = at(out, offset + place) + change;
      },
    });
    const attributes = plain.attributes.map((one) => ({ ...one, kind: "planted" as const }));
    const pictures = { ...plain, attributes, plant };
    const used = await examineUse(pictures, await pictures.answer(images), ["site"], createRng(0));
    const found = used("site", "age");
    expect(found).toMatchObject({ state: "found", strength: "strong" });
    expect(found?.effect).toMatchObject({ value: expect.closeTo(6, 5) as number, n: 800 });
    expect(found?.evidence).toMatch(/^site south put in or taken out: predicted age \+6\.00 /);
  });

  it("is the same in any unit", async () => {
    const [years, days] = [await examineAge({ years: 3 }), await examineAge({ years: 3, unit: 365 })]; // prettier-ignore
    expect([days.state, days.strength]).toEqual([years.state, years.strength]);
    const valueOf = ({ effect }: typeof years) => (effect !== undefined && "value" in effect ? Number(effect.value) : NaN); // prettier-ignore
    expect(valueOf(days) / valueOf(years)).toBeCloseTo(365, 3);
  });

  it("finds nothing where the model does not read it", async () => {
    expect((await examineAge({})).state).not.toBe("found");
  });

  it("does not take older people of a site for the site, which pairs of one bin would", async () => {
    const intervalOf = async (scene: NumberScene) => {
      const { effect } = await examineAge(scene);
      if (effect === undefined || "reason" in effect || "reason" in effect.interval) throw new Error("no effect"); // prettier-ignore
      return effect.interval;
    };
    // Within a bin people of the south are older, and age is seen at the rim.
    expect((await intervalOf({ binsAlone: true })).low).toBeGreaterThan(0);
    const { low, high } = await intervalOf({});
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });
});
