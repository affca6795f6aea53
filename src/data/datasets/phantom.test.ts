import { describe, expect, it } from "vitest";
import { ConfigError, DataError } from "../../base/errors.js";
import type { DataSet, PlantedValues, PoolName } from "../dataset.js";
import { openPhantom } from "./phantom.js";
import { phantomFactorNames, phantomFactors, type PhantomFactorName } from "./phantom/factors.js";

const names = Object.keys(phantomFactors);
const small = { train: 60, test: 20 };
const all = { ...small, factors: names.map((name) => ({ name })) };

function picture(
  set: DataSet,
  row: number,
  planted: PlantedValues = {},
  pool: PoolName = "train",
): Float32Array {
  const out = new Float32Array(set.imageShape.reduce((left, right) => left * right, 1));
  set.writeImage(pool, row, planted, out, 0);
  return out;
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return String(error);
  }
  return "nothing was thrown";
}

describe("openPhantom", () => {
  it("says what augmentation would change each factor", () => {
    const disturbed = (name: PhantomFactorName) => {
      const [attribute] = openPhantom({ train: 1, factors: [{ name }] }).attributes;
      return attribute?.localised ?? attribute?.changedBy;
    };
    expect(phantomFactorNames.map((name) => [name, disturbed(name)])).toEqual([
      ["marker", true],
      ["border", true],
      ["intensity", ["exposes"]],
      ["texture", ["roughens"]],
      ["bias-field", ["shades", "mirrors", "turns"]],
      ["rotation", ["turns", "mirrors"]],
    ]);
  });

  it("describes itself: shape, label, planted attributes, pools", () => {
    const set = openPhantom({ ...small, size: 48, factors: [{ name: "rotation" }] });
    expect(set.name).toBe("phantom");
    expect(set.imageShape).toEqual([1, 48, 48]);
    expect(set.label).toEqual({ name: "lesion", valueNames: ["clear", "lesion"] });
    expect(set.attributes).toEqual([
      {
        name: "rotation",
        kind: "planted",
        valueNames: ["0", "90"],
        changedBy: ["turns", "mirrors"],
      },
    ]);
    expect(set.pools.train.ids.length).toBe(60);
    expect(set.pools.test?.label.length).toBe(20);
    expect(openPhantom({ train: 2, test: 0 }).pools.test).toBeNull();
    expect(openPhantom({ train: 2 }).attributes.map((one) => one.name)).toEqual([
      "marker",
      "intensity",
    ]);
  });

  it("gives the same bytes for the same arguments, in any order and from any opening", () => {
    const set = openPhantom(all);
    const first = picture(set, 7, { marker: 1, texture: 1 });
    picture(set, 3, { border: 1 });
    expect(picture(set, 7, { texture: 1, marker: 1 })).toEqual(first);
    expect(picture(openPhantom(all), 7, { marker: 1, texture: 1 })).toEqual(first);
    expect(picture(set, 8, { marker: 1, texture: 1 })).not.toEqual(first);
    expect(picture(openPhantom({ ...all, seed: 1 }), 7)).not.toEqual(picture(set, 7));
    expect(picture(set, 7, {}, "test")).not.toEqual(picture(set, 7));
  });

  it("keeps pictures and labels when the pool grows or factors are added", () => {
    const set = openPhantom(small);
    const larger = openPhantom({ ...all, train: 120, test: 5 });
    for (const row of [0, 11, 59]) {
      expect(picture(larger, row)).toEqual(picture(set, row));
      expect(larger.pools.train.ids[row]).toBe(set.pools.train.ids[row]);
    }
    expect(larger.pools.train.label.slice(0, 60)).toEqual(set.pools.train.label);
  });

  it("writes greys of 0..1 with everything planted at full ease", () => {
    const factors = names.map((name) => ({ name, ease: 1 }));
    const set = openPhantom({ ...small, factors });
    const planted = Object.fromEntries(names.map((name) => [name, 1]));
    for (let row = 0; row < 20; row++) {
      for (const values of [{}, planted]) {
        const grey = picture(set, row, values);
        expect(Math.min(...grey)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...grey)).toBeLessThanOrEqual(1);
        expect(Math.max(...grey) - Math.min(...grey)).toBeGreaterThan(0.5);
      }
    }
  });

  it("draws labels with the asked prevalence", () => {
    for (const prevalence of [0.2, 0.5]) {
      const { label } = openPhantom({ train: 4000, test: 0, prevalence }).pools.train;
      const share = label.reduce((sum, value) => sum + value, 0) / 4000;
      // Five standard errors.
      const tolerance = 5 * Math.sqrt((prevalence * (1 - prevalence)) / 4000);
      expect(Math.abs(share - prevalence)).toBeLessThan(tolerance);
    }
  });

  it("shows the lesion where the label says so, and only there", () => {
    const set = openPhantom(small);
    const plain = openPhantom({ ...small, difficulty: 0 });
    const differs = Array.from(set.pools.train.label, (_, row) => {
      const easier = picture(plain, row);
      return picture(set, row).some((value, index) => value !== easier[index]) ? 1 : 0;
    });
    expect(differs).toEqual([...set.pools.train.label]);
  });
});

describe("subjects", () => {
  const set = openPhantom({ train: 61, test: 7, imagesPerSubject: 3 });

  it("own as many images as asked, the last one what is left, and no two pools share one", () => {
    const { ids, subjects, label } = set.pools.train;
    expect(new Set(ids).size).toBe(61);
    expect(new Set(subjects).size).toBe(21);
    expect(subjects.slice(0, 4)).toEqual([
      "train/subject-0",
      "train/subject-0",
      "train/subject-0",
      "train/subject-1",
    ]);
    expect(ids[60]).toBe("train/subject-20/image-0");
    for (const [row, subject] of subjects.entries()) {
      expect(label[row]).toBe(label[subjects.indexOf(subject)]);
    }
    const test = new Set(set.pools.test?.subjects);
    expect(subjects.some((subject) => test.has(subject))).toBe(false);
  });

  it("look more like themselves than like others", () => {
    const distance = (left: number, right: number): number => {
      const other = picture(set, right);
      return picture(set, left).reduce(
        (sum, value, index) => sum + (value - (other[index] ?? 0)) ** 2,
        0,
      );
    };
    let own = 0;
    let others = 0;
    for (let subject = 0; subject < 20; subject++) {
      own += distance(3 * subject, 3 * subject + 1);
      others += distance(3 * subject, (3 * subject + 3) % 60);
    }
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(0.8 * others);
  });
});

describe("planted factors", () => {
  it("change the picture when present, and not when absent or not named", () => {
    const set = openPhantom(all);
    for (const name of names) {
      const natural = picture(set, 5);
      expect(picture(set, 5, { [name]: 0 })).toEqual(natural);
      expect(picture(set, 5, { [name]: 1 })).not.toEqual(natural);
    }
  });

  it("leave no trace when they are not visible", () => {
    const factors = names.map((name) => ({ name, visible: false }));
    const set = openPhantom({ ...small, factors });
    for (const name of names) {
      expect(picture(set, 5, { [name]: 1 })).toEqual(picture(set, 5));
    }
    expect(set.attributes.map((one) => one.name)).toEqual(names);
  });

  it("keep to their place: the letter to the top corners, the frame to the margins", () => {
    const set = openPhantom(all);
    const changed = (row: number, planted: PlantedValues): number[] => {
      const natural = picture(set, row);
      return [...picture(set, row, planted).entries()].flatMap(([index, value]) =>
        value === natural[index] ? [] : [index],
      );
    };
    for (let row = 0; row < 20; row++) {
      const letter = changed(row, { marker: 1 });
      expect(letter.length).toBeGreaterThan(7);
      expect(letter.every((index) => index < 8 * 32)).toBe(true);
      const frame = changed(row, { border: 1 });
      const inner = frame.filter((index) => {
        const nearest = Math.min(index % 32, 31 - (index % 32), Math.floor(index / 32));
        return Math.min(nearest, 31 - Math.floor(index / 32)) > 3;
      });
      expect(inner).toEqual([]);
    }
  });

  it("brighten, or tilt the brightness from corner to corner", () => {
    const set = openPhantom(all);
    const mean = (values: Float32Array): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    for (let row = 0; row < 20; row++) {
      const natural = picture(set, row);
      expect(mean(picture(set, row, { intensity: 1 })) - mean(natural)).toBeGreaterThan(0.05);
      const tilted = picture(set, row, { "bias-field": 1 });
      const half = natural.length / 2;
      const gain = (from: number): number =>
        mean(tilted.subarray(from, from + half)) - mean(natural.subarray(from, from + half));
      expect(gain(0)).toBeLessThan(0);
      expect(gain(half)).toBeGreaterThan(0.02);
    }
  });
});

describe("contentHash", () => {
  it("depends on every setting, spelt out or by default", () => {
    const base = openPhantom(small).contentHash;
    expect(base).toMatch(/^[0-9a-f]{64}$/);
    expect(openPhantom({ ...small, size: 32, difficulty: 0.5 }).contentHash).toBe(base);
    const others = [
      { size: 33 },
      { train: 61 },
      { test: 21 },
      { seed: 1 },
      { difficulty: 0.4 },
      { prevalence: 0.4 },
      { imagesPerSubject: 2 },
      { factors: [{ name: "marker" }] },
      { factors: [{ name: "marker" }, { name: "intensity", ease: 0.4 }] },
      { factors: [{ name: "marker" }, { name: "intensity", visible: false }] },
    ].map((change) => openPhantom({ ...small, ...change }).contentHash);
    expect(new Set([base, ...others]).size).toBe(others.length + 1);
  });
});

describe("errors", () => {
  const set = openPhantom(small);
  const out = new Float32Array(1024);

  it("say which row, attribute or value is wrong", () => {
    expect(() => {
      set.writeImage("train", 60, {}, out, 0);
    }).toThrow(DataError);
    expect(messageOf(() => picture(set, 60))).toBe(
      "DataError: phantom train: no such row: got 60 (rows 60)",
    );
    expect(messageOf(() => picture(openPhantom({ train: 1, test: 0 }), 0, {}, "test"))).toBe(
      "DataError: phantom test: no such row: got 0 (rows 0)",
    );
    expect(messageOf(() => picture(set, 0, { markers: 1 }))).toBe(
      "DataError: phantom: unknown planted attribute: expected one of marker, intensity, got markers. " +
        "Did you mean marker?",
    );
    expect(messageOf(() => picture(openPhantom({ train: 1, factors: [] }), 0, { border: 1 }))).toBe(
      "DataError: phantom: unknown planted attribute: expected none, got border",
    );
    expect(messageOf(() => picture(set, 0, { marker: 2 }))).toBe(
      "DataError: phantom: value of marker: expected 0 or 1, got 2",
    );
  });

  it("refuse settings before anything is drawn", () => {
    expect(() => openPhantom({ size: 8 })).toThrow(ConfigError);
  });
});
