import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../base/errors.js";
import { resolvePhantomSettings, type PhantomSettings } from "./settings.js";

describe("resolvePhantomSettings", () => {
  it("fills in every default", () => {
    expect(resolvePhantomSettings({})).toEqual({
      size: 32,
      train: 4000,
      test: 2000,
      seed: 0,
      difficulty: 0.5,
      prevalence: 0.5,
      imagesPerSubject: 1,
      factors: [
        { name: "marker", ease: 0.5, visible: true },
        { name: "intensity", ease: 0.5, visible: true },
      ],
    });
    const rotation = { name: "rotation", visible: false };
    expect(resolvePhantomSettings({ factors: [rotation] }).factors).toEqual([
      { name: "rotation", ease: 1, visible: false },
    ]);
  });

  const refused: [PhantomSettings, string][] = [
    [{ size: 15 }, "phantom.size: value out of range: expected an integer from 16, got 15"],
    [{ size: 32.5 }, "phantom.size: value out of range: expected an integer from 16, got 32.5"],
    [{ train: 0 }, "phantom.train: value out of range: expected an integer from 1, got 0"],
    [{ test: -1 }, "phantom.test: value out of range: expected an integer from 0, got -1"],
    [{ seed: 0.5 }, "phantom.seed: value out of range: expected an integer, got 0.5"],
    [
      { difficulty: 1.1 },
      "phantom.difficulty: value out of range: expected a number in [0, 1], got 1.1",
    ],
    [
      { difficulty: Number.NaN },
      "phantom.difficulty: value out of range: expected a number in [0, 1], got NaN",
    ],
    [
      { prevalence: 1 },
      "phantom.prevalence: value out of range: expected a number in (0, 1), got 1",
    ],
    [
      { imagesPerSubject: 0 },
      "phantom.imagesPerSubject: value out of range: expected an integer from 1, got 0",
    ],
    [
      { factors: [{ name: "marker" }, { name: "border", ease: 0 }] },
      "phantom.factors[1].ease: value out of range: expected a number in (0, 1], got 0",
    ],
    [
      { factors: [{ name: "border", ease: 1.01 }] },
      "phantom.factors[0].ease: value out of range: expected a number in (0, 1], got 1.01",
    ],
    [
      { factors: [{ name: "markr" }] },
      "phantom.factors[0].name: unknown factor: expected one of marker, border, intensity, texture, " +
        "bias-field, rotation, got markr. Did you mean marker?",
    ],
    [
      { factors: [{ name: "toString" }] },
      "phantom.factors[0].name: unknown factor: expected one of marker, border, intensity, texture, " +
        "bias-field, rotation, got toString",
    ],
    [
      { factors: [{ name: "marker" }, { name: "marker", ease: 1 }] },
      "phantom.factors[1].name: factor named twice: got marker",
    ],
  ];

  it.each(refused)("refuses %j", (settings, message) => {
    let thrown: unknown;
    try {
      resolvePhantomSettings(settings);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect(String(thrown)).toBe(`ConfigError: ${message}`);
  });
});
