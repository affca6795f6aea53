import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../base/errors.js";
import { resolveCanvasSettings, type CanvasSettings } from "./settings.js";

describe("resolveCanvasSettings", () => {
  it("fills in every default", () => {
    expect(resolveCanvasSettings({})).toEqual({
      objects: "shapes",
      size: 64,
      train: 4000,
      test: 1000,
      seed: 0,
      prevalence: 0.3,
      strength: 0.9,
      distractors: 2,
    });
    expect(resolveCanvasSettings({ strength: 0.1, prevalence: 0.52 }).strength).toBe(0.1);
  });

  const refused: [CanvasSettings, string][] = [
    [{ size: 31 }, "canvas.size: value out of range: expected an integer from 32, got 31"],
    [{ train: 0 }, "canvas.train: value out of range: expected an integer from 1, got 0"],
    [{ test: 0.5 }, "canvas.test: value out of range: expected an integer from 1, got 0.5"],
    [{ seed: NaN }, "canvas.seed: value out of range: expected an integer, got NaN"],
    [
      { distractors: 7 },
      "canvas.distractors: value out of range: expected an integer from 0 to 6, got 7",
    ],
    [
      { prevalence: 1 },
      "canvas.prevalence: value out of range: expected a number in (0, 1), got 1",
    ],
    [{ strength: 1 }, "canvas.strength: value out of range: expected a number in (0, 1), got 1"],
    [{ strength: 0 }, "canvas.strength: value out of range: expected a number in (0, 1), got 0"],
    [
      { prevalence: 0.8, strength: 0.75 },
      "canvas.strength: partners so frequent must meet more often: expected above 2 - 1 / prevalence = 0.75, got 0.75 (prevalence 0.8)",
    ],
  ];

  it.each(refused)("refuses %j", (settings, message) => {
    let thrown: unknown;
    try {
      resolveCanvasSettings(settings);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect(String(thrown)).toBe(`ConfigError: ${message}`);
  });
});
