import { describe, expect, it } from "vitest";
import {
  exampleLabelsLooks,
  exampleLabelsSaliency,
  exampleLooks,
  exampleSaliency,
} from "../../../fixtures/evaluation/example-saliency.js";
import { exampleAudit } from "../../../fixtures/evaluation/example-audit.js";
import { auditHtml } from "./audit-html.js";
import { mapsAreNoEvidence, saliencySection } from "./saliency-section.js";

const textOf = (html: string): string => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

describe("saliencySection", () => {
  const page = saliencySection(exampleSaliency(), exampleLooks());

  it("says first that a map is no evidence, and sets the network without learning beside it", () => {
    const text = textOf(page);
    expect(text.indexOf(mapsAreNoEvidence)).toBeLessThan(text.indexOf("rank correlation"));
    expect(text).toContain("gradient 0.535 0.535 24");
    expect(text).toContain("n/a (no map that differs by place)");
    expect(text).toContain("marker gradient 0.310 0.019 0.022 24");
    expect(text).toContain("30 steps from an even picture of 0.412 (mean)");
    expect(text).toContain("They miss 0.005 of the difference");
    expect(text).toContain("weights drawn anew (Adebayo 2018)");
  });

  it("has each picture with its maps, model above nothing learnt, right and wrong in words", () => {
    expect(page.match(/<img /g)).toHaveLength(2 * (1 + 2 * 2));
    expect(textOf(page)).toContain("✓ clear , rightly answered clear 0.990");
    expect(textOf(page)).toContain("✗ lesion , wrongly answered clear 0.715");
    expect(page.indexOf("model: 0 everywhere")).toBeGreaterThan(0);
    expect(page).toContain('alt="gradient of clear answered clear, nothing learnt"');
  });

  it("says why there are no pictures, or no maps, and is not there without a model", () => {
    const none = saliencySection(exampleSaliency(), { reason: "Left out (--no-images)." });
    expect(none).toContain("Left out (--no-images).");
    expect(none).not.toContain("<img");
    expect(saliencySection({ value: null, reason: "several labels" }, [])).toContain(
      "Not examined: several labels.",
    );
    expect(saliencySection(undefined, [])).toBe("");
  });

  it("leaves out what is not there: nothing planted, nothing to compare with", () => {
    const [first, ...others] = exampleSaliency().methods;
    const alone = [first, ...others].flatMap(
      (method) =>
      method === undefined ? [] : [{ ...method, planted: [], randomised: { value: null, reason: "no weights" } as const }], // prettier-ignore
    );
    const text = textOf(saliencySection({ ...exampleSaliency(), randomised: null, methods: alone }, [])); // prettier-ignore
    expect(text).not.toContain("planted");
    expect(text).not.toContain("Adebayo");
    expect(text).toContain("gradient n/a no weights");
  });

  it("stands on the page of an audit, between the attributes and the methods", () => {
    const whole = auditHtml(exampleAudit({ saliency: exampleSaliency() }), {
      looks: exampleLooks(),
    });
    const places = ["Why, and which groups", "Where the model looks", "Methods and limits"].map((text) => whole.indexOf(`<h2>${text}`)); // prettier-ignore
    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(places).not.toContain(-1);
    expect(auditHtml(exampleAudit())).not.toContain("Where the model looks");
  });

  it("of several answers names the label of each map and picture, and those without maps", () => {
    const page = saliencySection(exampleLabelsSaliency(), exampleLabelsLooks());
    const text = textOf(page);
    for (const words of [
      "gradient, mass 0.535",
      "gradient, fluid 0.535",
      "marker integrated gradients, fluid 0.400",
      "No maps of these labels, since fewer rows have them: hernia.",
      "✓ mass: yes , rightly answered yes 0.715",
      "✗ fluid: yes , wrongly answered no 0.990",
      "Score: log odds of yes for that label, whichever the answer.",
      "They miss at most 0.005",
      "asked for the same label",
    ]) {
      expect(text).toContain(words);
    }
    expect(page).toContain('alt="gradient of mass: yes answered yes, nothing learnt"');
    const hostile = saliencySection(exampleLabelsSaliency(["<b>x"]), exampleLabelsLooks(["<b>x"]));
    expect(hostile).not.toContain("<b>x");
  });

  it("escapes names", () => {
    const looks = exampleLooks().map((look) => ({ ...look, label: "<b>x" }));
    expect(saliencySection(exampleSaliency(), looks)).not.toContain("<b>x");
  });
});
