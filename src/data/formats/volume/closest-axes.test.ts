import { describe, expect, it } from "vitest";
import { FormatError } from "../../../base/errors.js";
import { closestAxes, voxelSizes } from "./closest-axes.js";

const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
const withRows = (...rows: number[][]): number[] => [
  ...rows.flatMap((row) => [...row, 7]),
  0,
  0,
  0,
  1,
];

/** As letters: the file's axis for each of the patient's, capital where it is reversed. */
const spell = (affine: readonly number[]): string =>
  closestAxes(affine, "a.nii")
    .map(({ fileAxis, reversed }) => {
      const letter = "ijk".charAt(fileAxis);
      return reversed ? letter.toUpperCase() : letter;
    })
    .join("");

describe("closestAxes", () => {
  it("finds orders and signs whatever the voxel sizes", () => {
    expect(spell(identity)).toBe("ijk");
    expect(spell(withRows([0, 0, 9], [-0.1, 0, 0], [0, 4, 0]))).toBe("kIj");
    // Long and thin voxels, turned by ten degrees: the largest entries are all in the first column.
    const [c, s] = [Math.cos(Math.PI / 18), Math.sin(Math.PI / 18)];
    expect(spell(withRows([100 * c, -s, 0], [100 * s, c, 0], [0, 0, 1]))).toBe("ijk");
  });

  it("gives a sheared volume the order of the nearest rotation, not of its largest entries", () => {
    // The second column points mostly along x, as the first does; upright it is the second.
    expect(spell(withRows([1, 2, 0], [0, 1, 0], [0, 0, 1]))).toBe("ijk");
    // Both point mostly to y: the surer one has it.
    expect(spell(withRows([0.1, 0.6, 0], [1, 0.8, 0], [0, 0, 1]))).toBe("jik");
  });

  it("breaks ties by the order x, y, z, whatever the rounding noise", () => {
    const half = Math.SQRT1_2;
    for (const noise of [0, 1e-16, -1e-16, 1e-15, -1e-15]) {
      const affine = withRows([half + noise, -half, 0], [half - noise, half, 0], [0, 0, 1]);
      expect(spell(affine)).toBe("ijk");
    }
    // Not noise: an angle that is past the half by 1e-9.
    const past = withRows([half - 1e-9, -half - 1e-9, 0], [half + 1e-9, half - 1e-9, 0], [0, 0, 1]);
    expect(spell(past)).toBe("Jik");
  });

  it("finds the order of nearly flat boxes, and refuses flatter ones", () => {
    const flat = (height: number): number[] => withRows([1, 1, 0], [0, height, 0], [0, 0, 1]);
    expect(spell(flat(2e-6))).toBe("ijk");
    expect(() => closestAxes(flat(5e-7), "a.nii")).toThrow(
      new FormatError("a.nii", "affine is singular: its axes do not span a volume", {
        got: flat(5e-7),
        advice: "Write the true orientation into the header.",
      }),
    );
  });

  it("refuses affines that say no orientation", () => {
    const message = (affine: number[]): string => {
      try {
        closestAxes(affine, "a.nii");
      } catch (error) {
        return error instanceof FormatError ? error.message : "another error";
      }
      return "no error";
    };
    expect(message(new Array<number>(16).fill(0))).toBe(
      "a.nii: affine is singular: its axes do not span a volume: got " +
        "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]. Write the true orientation into the header.",
    );
    expect(message(identity.with(3, NaN))).toBe(
      "a.nii: affine is not 16 finite numbers: got [1,0,0,NaN,0,1,0,0,0,0,1,0,0,0,0,1]",
    );
    expect(message([1, 2])).toBe("a.nii: affine is not 16 finite numbers: got [1,2]");
    // Finite, but the length of the first column is not.
    expect(message(identity.with(0, 1e200))).toMatch(/^a\.nii: affine is singular/);
  });
});

describe("voxelSizes", () => {
  it("are the lengths of the columns", () => {
    expect(voxelSizes(withRows([3, 0, 0], [4, 0, -2], [0, 1, 0]))).toEqual([5, 1, 2]);
  });
});
