import { describe, expect, it } from "vitest";
import type { AttributeFactor } from "../dataset.js";
import { augmentConfig } from "./augment-config.js";
import { carryingEffects, effectVerbs } from "./effects.js";
import { requireAugmentable } from "./require-augmentable.js";

const attribute = (name: string, rest: Partial<AttributeFactor> = {}): AttributeFactor => ({
  name,
  kind: "planted",
  valueNames: ["0", "1"],
  ...rest,
});

const marker = attribute("marker", { localised: true });
const rotation = attribute("rotation", { changedBy: ["turns", "mirrors"] });
const texture = attribute("texture", { changedBy: ["roughens"] });
const sex = attribute("sex", { kind: "read" });

/** The whole message, or "fine". */
function verdict(
  settings: object,
  attributes: AttributeFactor[],
  imageShape = [1, 28, 28],
): string {
  try {
    requireAugmentable(augmentConfig.parse(settings), { imageShape }, attributes);
    return "fine";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const flip = { name: "flip", axes: ["x"] };
const turn = { name: "affine", rotate: 10 };
const box = { name: "cutout", size: [8, 8] };

describe("requireAugmentable", () => {
  it("refuses a shift of what sits at a place, as it always did", () => {
    expect(verdict({ shift: 1 }, [rotation, marker])).toBe(
      "train.augment.shift: would move what an attribute shows (attributes [marker]). Set it to 0, or train.augment.moveAttributes to true if that is meant.",
    );
    expect(verdict({ shift: 1, moveAttributes: true }, [marker])).toBe("fine");
    expect(verdict({ shift: 1, allow: ["marker"] }, [marker])).toBe("fine");
    expect(verdict({ shift: 1 }, [rotation, sex])).toBe("fine");
  });

  it("names the step, its setting and the attributes that it would change", () => {
    expect(verdict({ steps: [box, turn] }, [rotation, sex])).toBe(
      "train.augment.steps (entry 2).rotate: affine would turn what an attribute shows (attributes [rotation]). Leave it out, or name the attribute in train.augment.allow if that is meant.",
    );
    expect(verdict({ steps: [flip] }, [rotation, marker])).toBe(
      "train.augment.steps (entry 1).axes: flip would mirror what an attribute shows (attributes [rotation,marker]). Leave it out, or name them in train.augment.allow if that is meant.",
    );
    expect(verdict({ steps: [{ name: "affine", translate: 0.5 }] }, [texture])).toBe(
      "train.augment.steps (entry 1).translate: affine would roughen or smooth what an attribute shows (attributes [texture]). Leave it out, or name the attribute in train.augment.allow if that is meant.",
    );
    expect(verdict({ steps: [box] }, [marker])).toBe(
      "train.augment.steps (entry 1).size: cutout would hide what an attribute shows (attributes [marker]). Leave it out, or name the attribute in train.augment.allow if that is meant.",
    );
  });

  it("lets pass what is allowed, never acts, or touches nothing that is declared", () => {
    expect(verdict({ steps: [flip, turn], allow: ["rotation"] }, [rotation])).toBe("fine");
    expect(verdict({ steps: [flip, turn], allow: ["marker"] }, [rotation, marker])).toContain(
      "flip would mirror what an attribute shows (attributes [rotation])",
    );
    expect(verdict({ steps: [{ ...turn, chance: 0 }] }, [rotation])).toBe("fine");
    expect(verdict({ steps: [flip, turn, box] }, [sex])).toBe("fine");
    expect(verdict({ steps: [{ name: "noise" }, { name: "bias-field" }] }, [marker])).toBe("fine");
  });

  it("lets moveAttributes carry what sits at a place, not hide it, nor change other attributes", () => {
    const carried = { steps: [flip, turn], moveAttributes: true };
    expect(verdict(carried, [marker])).toBe("fine");
    expect(verdict(carried, [rotation])).toContain("flip would mirror");
    expect(verdict({ steps: [box], moveAttributes: true }, [marker])).toContain("would hide");
  });

  it("checks steps against the images", () => {
    expect(verdict({ steps: [turn, { name: "flip", axes: ["z"] }] }, [])).toBe(
      "train.augment.steps (entry 2).axes: pictures have no such axis: expected x | y, got [z]",
    );
    expect(verdict({ steps: [box] }, [], [1, 8, 9, 10])).toBe(
      "train.augment.steps (entry 1).size: does not have a number for each axis of the images: expected 3 numbers for images of 8 x 9 x 10, got [8,8]",
    );
    expect(verdict({ steps: [{ ...box, fill: 2 }] }, [])).toContain("expected 0 to 1, or mean");
  });

  it("refuses rows of numbers, and names that are not attributes of the run", () => {
    expect(verdict({ shift: 1 }, [], [16])).toBe(
      "train.augment.shift: rows of numbers cannot be moved: expected 0, got 1",
    );
    expect(verdict({ steps: [flip, box] }, [], [16])).toBe(
      "train.augment.steps: rows of numbers are not images: expected no steps, got [flip,cutout]",
    );
    expect(verdict({}, [], [16])).toBe("fine");
    expect(verdict({ allow: ["maker"] }, [marker, sex])).toBe(
      "train.augment.allow: not an attribute of the run: expected marker | sex, got maker. Did you mean marker?",
    );
    expect(verdict({ allow: ["marker"] }, [])).toBe(
      "train.augment.allow: not an attribute of the run: expected none, as the run has none, got marker",
    );
  });

  it("knows a verb for each effect, and reads a run file without steps as before", () => {
    expect(Object.keys(effectVerbs)).toEqual(expect.arrayContaining([...carryingEffects]));
    expect(augmentConfig.parse({ shift: 2 })).toEqual({ shift: 2, moveAttributes: false });
    expect(Object.keys(augmentConfig.parse({}))).toEqual(["shift", "moveAttributes"]);
  });
});
