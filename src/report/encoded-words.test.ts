import { describe, expect, it } from "vitest";
import { exampleProbing } from "../../fixtures/probing/example-probing.js";
import { encodedWords, setSentence } from "./encoded-words.js";

describe("encodedWords", () => {
  it("says what is encoded, what was not found, what has collapsed, and that encoded is not used", () => {
    const { opening, findings, closing } = encodedWords(exampleProbing());
    expect(opening).toMatch(/^Encoded: parts of the features let targets be read/);
    expect(findings).toEqual([
      "thickness in the part of digit-ge-5: balanced accuracy kNN 0.810, linear 0.660, chance 0.500, p < 0.001",
    ]);
    expect(closing[0]).toBe("Not found: rotation in the part of digit-ge-5.");
    expect(closing[1]).toMatch(/^Collapsed: the part of rotation is the same for every image/);
    expect(closing[2]).toMatch(/^Encoded is not used: /);
  });

  it("never takes the absence of a finding for proof", () => {
    const probing = exampleProbing();
    const nothing = encodedWords({ ...probing, encoded: probing.encoded.slice(1) });
    expect(nothing.opening).toMatch(/^Encoded: nothing was found\./);
    expect(nothing.closing.join(" ")).toContain("what these probes do not find may still be there");
    expect(encodedWords({ ...probing, encoded: [] }).opening).toBe(
      "No part could be probed for a target that is not its own.",
    );
  });

  it("says which rows were probed", () => {
    const probing = exampleProbing();
    expect(setSentence(probing)).toMatch(
      /^Probed: 1200 rows of 1200 subjects of the held-out set balanced, in which /,
    );
    const set = { ...probing.set, resampled: true };
    expect(setSentence({ ...probing, set })).toContain("thinned so that");
  });
});
