import { describe, expect, it } from "vitest";
import { parameterPath, passesOf } from "../../fixtures/optim/steps.js";
import { sgd, sgdConfig, type SgdOptions } from "./sgd.js";

const plain: SgdOptions = { momentum: 0, nesterov: false, weightDecay: 0 };

describe("sgd", () => {
  // p = 1, gradients 1, 2, −1, lr 0.1; the numbers are worked out by hand from the formula.
  it.each([
    ["plain", plain, [0.9, 0.7, 0.8]],
    ["momentum 1/2: b = 1, 2.5, 0.25", { ...plain, momentum: 0.5 }, [0.9, 0.65, 0.625]],
    [
      "Nesterov: directions 1.5, 3.25, −0.875",
      { ...plain, momentum: 0.5, nesterov: true },
      [0.85, 0.525, 0.6125],
    ],
    ["weight decay 0.1", { ...plain, weightDecay: 0.1 }, [0.89, 0.6811, 0.774289]],
  ])("three steps by hand, %s", (_, options, expected) => {
    const path = parameterPath(sgd(options), 1, [1, 2, -1], 0.1);
    for (const [step, value] of expected.entries()) expect(path[step]).toBeCloseTo(value, 12);
  });

  it("keeps no array it does not need, and makes few passes", () => {
    expect(sgd(plain).slots).toEqual([]);
    expect(passesOf(sgd(plain))).toBe(2);
    expect(passesOf(sgd({ ...plain, momentum: 0.9 }))).toBe(4);
  });

  it("has PyTorch's defaults; Nesterov needs momentum", () => {
    const given = { name: "sgd", lr: 0.1 };
    expect(sgdConfig.parse(given)).toEqual({ ...given, ...plain });
    const refused = sgdConfig.safeParse({ ...given, nesterov: true });
    expect(refused.error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [["nesterov"], "nesterov needs a momentum above 0"],
    ]);
  });
});
