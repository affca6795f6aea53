import { describe, expect, it } from "vitest";
import { labelColumns } from "./label-columns.js";
import { localise } from "./localisation.js";
import type { ObjectLook } from "./look-at-object.js";

const names = ["cup", "key", "hat"];
/** Four rows; the cup is not known in the third, no row has a hat. */
const answers = [1, 1, 0, 1, 0, 0, -1, 1, 0, 0, 1, 0];
const scores = answers.map(() => 0.5);
const look = (hit: number): ObjectLook => ({
  ...{ hit, hitTolerant: 1, hitBox: 1, inside: hit / 2, iou: hit / 4 },
  ...{ area: 0.1, areaTolerant: 0.2, areaBox: 0.3 },
});
const none = null;
const objects = [
  ...[look(1), look(0), none],
  ...[look(0.5), none, none],
  ...[none, look(1), none],
  ...[none, none, none],
];
const looks = { tolerance: 2, objects };
const localiseAll = (weights?: readonly number[]) =>
  localise(labelColumns("test", { names, answers, scores, weights }), 4, looks);

describe("localise", () => {
  it("is the mean over a label's rows, and over labels the mean of their means", () => {
    const { overall, labels } = localiseAll();
    // The key of the last row has no mask.
    expect(labels.map(({ n, pointing_game: game }) => [n, game])).toEqual([
      [2, 0.75],
      [2, 0.5],
      [0, { value: null, reason: "no rows of yes with a mask" }],
    ]);
    expect(overall).toEqual({
      ...{ tolerance: 2, labels: 2, pointing_game: 0.625, pointing_game_tolerant: 1 },
      ...{ attention_in_mask: 0.3125, iou: 0.15625 },
      ...{ mask_area: expect.closeTo(0.1, 12) as number, mask_area_tolerant: 0.2 },
      ...{ pointing_game_box: 1, box_area: 0.3 },
    });
  });

  it("is a mean over labels and not over pairs", () => {
    const more = { ...looks, objects: objects.map((own, index) => (index === 7 ? none : own)) };
    const columns = labelColumns("test", { names, answers, scores });
    // Cup 0.75 of two, key 0 of one: over the three pairs it would be 0.5.
    expect(localise(columns, 4, more).overall.pointing_game).toBe(0.375);
  });

  it("weighs rows, and says where none weighs", () => {
    const { labels } = localiseAll([3, 1, 1, 1]);
    expect(labels.map(({ pointing_game: game }) => game).slice(0, 2)).toEqual([0.875, 0.25]);
    const [, key] = localiseAll([0, 1, 0, 1]).labels;
    expect(key?.pointing_game).toEqual({ value: null, reason: "all weights are 0" });
  });

  it("counts no row whose answer is not yes, whatever is said of it", () => {
    const every = { ...looks, objects: objects.map(() => look(1)) };
    const columns = labelColumns("test", { names, answers, scores });
    expect(localise(columns, 4, every).labels.map(({ n }) => n)).toEqual([2, 3, 0]);
  });

  it("has no value without masks, and refuses another table", () => {
    const columns = labelColumns("test", { names, answers, scores });
    const empty = localise(columns, 4, { tolerance: 2, objects: objects.map(() => none) });
    expect(empty.overall).toMatchObject({
      labels: 0,
      iou: { value: null, reason: "no label has a mask" },
    });
    expect(() => localise(columns, 4, { tolerance: 2, objects: [none] })).toThrow(
      "localisation: objects are not a table of rows x labels: expected 12, got 1",
    );
  });
});
