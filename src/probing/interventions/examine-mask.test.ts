import { describe, expect, it } from "vitest";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { Estimate } from "../../evaluation/audit/estimate.js";
import type { ClassMaskResults, NumberMaskResults } from "../../evaluation/audit/mask-results.js";
import { examineMask, type MaskedPictures, type MaskedTarget } from "./examine-mask.js";
import { fillPlaces } from "./fill-places.js";

const side = 12;
const all = Array.from({ length: side * side }, (_, place) => place);
const shape = { channels: 1, extents: [side, side] };
const marker = all.filter((place) => place % side < 2 && place < 2 * side);
const meanOf = (picture: Float32Array, of: ArrayLike<number>) =>
  Array.from(of).reduce((sum, place) => sum + at(picture, place), 0) / of.length;

/** What the model reads, in closed form: the mean of these places of a picture. */
type Reads = (row: number) => ArrayLike<number>;

/** Noise with a finding somewhere, which the ill have brighter, and a marker in the corner of nine of ten ill. */
function sceneOf(
  reads: (masks: readonly Int32Array[]) => Reads,
  subjectsOf = (row: number) => `s${row}`,
) {
  // prettier-ignore
  const rng = createRng("scene");
  const label = Int32Array.from({ length: 300 }, () => rng.integer(2));
  const attribute = label.map((value) => (rng.uniform() < 0.9 ? value : 1 - value));
  const masks = Array.from(label, () => {
    const [row, column] = [2 + rng.integer(side - 5), 2 + rng.integer(side - 5)];
    return Int32Array.from(all.filter((place) => Math.abs(Math.floor(place / side) - row - 0.5) < 1.6 && Math.abs((place % side) - column - 0.5) < 1.6)); // prettier-ignore
  });
  const pictures = Array.from(label, (value, row) => {
    const picture = Float32Array.from(all, () => 0.2 * rng.normal());
    for (const place of at(masks, row)) picture[place] = at(picture, place) + (value === 1 ? 2 : 1);
    for (const place of marker) picture[place] = at(picture, place) + 2 * at(attribute, row);
    return picture;
  });
  const own = reads(masks);
  const model = (picture: Float32Array, row: number) => {
    const yes = 1 / (1 + Math.exp(-4 * (meanOf(picture, own(row)) - 1)));
    return [1 - yes, yes];
  };
  const scene: MaskedPictures = {
    targets: [
      {
        ...{ kind: "classes", name: "finding", isOneOfSeveral: false, label },
        ...{ classNames: ["no", "yes"], probabilitiesOf: (said) => said },
      },
    ],
    ...{ shape, width: 2 },
    attributes: [{ name: "marker", valueNames: ["absent", "present"], values: attribute }],
    subjects: pictures.map((_, row) => subjectsOf(row)),
    said: Float64Array.from(pictures.flatMap(model)),
    maskOf: (row) => Promise.resolve(at(masks, row)),
    pictureOf: (row) => at(pictures, row),
    answer: (covers) =>
      Promise.resolve(
        Float64Array.from(
          covers.flatMap(({ row, places }) => model(fillPlaces(at(pictures, row), places, shape), row)), // prettier-ignore
        ),
      ),
  };
  return scene;
}

async function examine(scene: MaskedPictures): Promise<ClassMaskResults> {
  const [found] = await examineMask("finding", scene, createRng(0));
  if (found === undefined || "deviation" in found) throw new Error("no classes");
  return found;
}
const ends = (estimate: Estimate | undefined) => {
  if (estimate === undefined || "reason" in estimate || "reason" in estimate.interval) throw new Error("no interval"); // prettier-ignore
  return estimate.interval;
};

describe("examineMask", () => {
  it("of a model that reads only inside: answers move there, and not at the control", async () => {
    const { groups, pictures, left_out } = await examine(
      sceneOf((masks) => (row) => at(masks, row)),
    );
    expect([pictures, left_out.no_mask, left_out.empty]).toEqual([300 - left_out.no_room, 0, 0]);
    const [whole, no, yes] = groups;
    expect(ends(whole?.moved.inside).low).toBeGreaterThan(0.3);
    // The control does not touch the mask: to the last bit.
    expect(whole?.moved.control).toMatchObject({ value: 0 });
    expect(ends(yes?.own_class.difference).high).toBeLessThan(-0.5);
    // What the healthy have there speaks for the finding a little, if at all.
    expect(no?.own_class.inside).toMatchObject({ n: no?.n });
    expect(groups.map(({ kind, value }) => [kind, value])).toEqual([
      ["all", ""],
      ["class", "no"],
      ["class", "yes"],
      ["attribute", "absent"],
      ["attribute", "present"],
    ]);
  });

  it("of a model that reads a marker in the corner: the other way round, where there is one", async () => {
    const { groups } = await examine(sceneOf(() => () => marker));
    const [whole] = groups;
    const present = groups.find(({ value }) => value === "present");
    expect(ends(whole?.moved.inside).high).toBeLessThan(0.1);
    expect(ends(present?.moved.difference).high).toBeLessThan(-0.02);
    expect(ends(present?.moved.control).low).toBeGreaterThan(0.05);
  });

  it("of a model that reads the whole picture evenly: inside and elsewhere alike, where as much is taken out", async () => {
    const scene = sceneOf(() => () => all);
    const { groups, amount } = await examine(scene);
    const [whole] = groups;
    const [inside, difference] = [ends(whole?.moved.inside), ends(whole?.moved.difference)];
    expect(inside.low).toBeGreaterThan(0);
    // The marker is as bright, and is found by some of the controls: less is taken out elsewhere on average, and said.
    expect(difference.high).toBeGreaterThan(0);
    expect(amount.control).toBeLessThan(amount.inside);
  });

  it("counts what it leaves out, and is the same twice", async () => {
    const scene = sceneOf((masks) => (row) => at(masks, row));
    const odd = {
      ...scene,
      maskOf: (row: number) =>
        row % 5 === 0
          ? Promise.resolve("no mask" as const)
          : row % 5 === 1
            ? Promise.resolve(new Int32Array())
            : row % 5 === 2
              ? Promise.resolve(Int32Array.from(all.slice(0, -1)))
              : row % 5 === 3
                ? Promise.resolve("unreadable" as const)
                : scene.maskOf(row),
    };
    const found = await examine(odd);
    const { no_room, ...others } = found.left_out;
    expect(others).toEqual({ no_mask: 60, empty: 60, unreadable: 60, more: 0 });
    expect(found.pictures + no_room).toBe(120);
    expect(no_room).toBeGreaterThanOrEqual(60);
    expect(await examine(odd)).toEqual(found);
    const nothing = await examine({ ...scene, maskOf: () => Promise.resolve("no mask") });
    expect(nothing).toMatchObject({ pictures: 0, area: 0, groups: [] });
  });

  it("of several answers tells of each by itself: one read inside, one at the marker; unknown ones are left out", async () => {
    const inside = sceneOf((masks) => (row) => at(masks, row));
    const corner = sceneOf(() => () => marker);
    // Two columns, P(yes) of both.
    const pairs = (left: Float64Array, right: Float64Array) =>
      left.map((_, entry) => (entry % 2 === 0 ? at(left, entry + 1) : at(right, entry)));
    const [{ label } = { label: new Int32Array() }] = inside.targets;
    const target = (name: string, index: number, own: Int32Array): MaskedTarget => ({
      ...{ kind: "classes", name, isOneOfSeveral: true, classNames: ["no", "yes"], label: own },
      probabilitiesOf: (said: Float64Array) =>
        said.map((_, entry) => {
          const yes = at(said, entry - (entry % 2) + index);
          return entry % 2 === 1 ? yes : 1 - yes;
        }),
    });
    const known = label.map((value, row) => (row % 3 === 0 ? -1 : value));
    const both: MaskedPictures = {
      ...inside,
      targets: [target("reads", 0, label), target("blind", 1, known)],
      said: pairs(inside.said, corner.said),
      answer: async (covers) => pairs(await inside.answer(covers), await corner.answer(covers)),
    };
    const [reads, blind] = (await examineMask("finding", both, createRng(0))) as ClassMaskResults[];
    const alone = await examine(inside);
    expect([reads?.label, blind?.label]).toEqual(["reads", "blind"]);
    // The first is what the same model says alone, but for the names.
    expect(reads?.groups[0]).toEqual(alone.groups[0]);
    expect(reads?.left_out).toEqual({ ...alone.left_out, unknown: 0 });
    const moved = blind?.groups[0]?.moved;
    expect(ends(moved?.inside).high).toBeLessThan(0.1);
    const { no_room: noRoom = 0, unknown = 0 } = blind?.left_out ?? {};
    expect((blind?.pictures ?? 0) + noRoom + unknown).toBe(300);
    expect(unknown).toBeGreaterThan(50);
    expect(blind?.groups[0]?.n).toBe(blind?.pictures);
  });

  it("of a number is in its own unit: what is read inside is taken away, and the error grows by as much", async () => {
    const scene = sceneOf((masks) => (row) => at(masks, row));
    const pictureMean = (row: number) => 10 * meanOf(scene.pictureOf(row), inside(row));
    const places = await Promise.all(scene.subjects.map((_, row) => scene.maskOf(row)));
    const inside = (row: number) => {
      const own = at(places, row);
      if (typeof own === "string") throw new Error(own);
      return own;
    };
    const truth = Float64Array.from(scene.subjects, (_, row) => pictureMean(row));
    const asked = new Set<number>();
    const numbered: MaskedPictures = {
      ...scene,
      targets: [
        {
          ...{ kind: "number", name: "size", binNames: ["<15", ">=15"], truth, deviation: 5 },
          label: Int32Array.from(truth, (value) => Number(value >= 15)),
        },
      ],
      // It predicts what is true.
      ...{ width: 1, said: truth },
      answer(covers) {
        const said = covers.map(({ row, places: own }) => 10 * meanOf(fillPlaces(scene.pictureOf(row), own, shape), inside(row))); // prettier-ignore
        for (const { row } of covers) asked.add(row);
        return Promise.resolve(Float64Array.from(said));
      },
    };
    const [found] = (await examineMask("finding", numbered, createRng(0))) as NumberMaskResults[];
    expect(found?.deviation).toBe(5);
    const [whole] = found?.groups ?? [];
    // By hand, the mean over the measured pictures of what filling takes away.
    const rows = [...asked];
    expect(whole?.n).toBe(rows.length);
    expect(whole?.moved.control).toMatchObject({ value: 0 });
    expect(whole?.error.inside).toEqual(whole?.moved.inside);
    expect(ends(whole?.change.inside).high).toBeLessThan(-5);
    const change = rows.map((row) => 10 * meanOf(fillPlaces(scene.pictureOf(row), inside(row), shape), inside(row)) - at(truth, row)); // prettier-ignore
    const mean = change.reduce((sum, own) => sum + own, 0) / rows.length;
    expect(whole?.change.inside.value).toBeCloseTo(mean, 9);
    expect(found?.groups.map(({ kind, value }) => [kind, value])).toEqual([
      ["all", ""],
      ["bin", "<15"],
      ["bin", ">=15"],
      ["attribute", "absent"],
      ["attribute", "present"],
    ]);
  });
});
