import { describe, expect, it } from "vitest";
import {
  freshWeights,
  groupsOf,
  environmentsOf,
  predictionOf,
  stepOf,
  toyBatch,
  toyContext,
} from "../../fixtures/methods/one-step.js";
import { createProgram } from "../graph/program.js";
import { evaluateReference, referenceArray } from "../graph/reference.js";
import { baselines } from "./baselines.js";
import { batchRows, classifier } from "./classifier.js";
import { erm } from "./erm.js";
import { requireNeeds, type BuiltMethod, type MethodContext } from "./method.js";

/** Settings under which a method has nothing of its own left. */
const neutral = {
  reweight: { power: 0 },
  end: { alpha: 0, beta: 0 },
  irm: { lambda: 0 },
  coral: { lambda: 0 },
  mixup: { alpha: 0 },
  lisa: { alpha: 0 },
  focal: { gamma: 0 },
  "class-weighted": { beta: 0 },
  "cell-weighted": { beta: 0 },
} as const;

const build = (name: keyof typeof baselines, settings: object = {}, context = toyContext) => {
  const method = baselines[name];
  return method.build(method.config.parse({ name, ...settings }) as never, context);
};
const plain = (context: MethodContext = toyContext) => erm.build({ name: "erm" }, context);

/** Everything that a run sees of a method. */
const imprint = (method: BuiltMethod) => ({
  state: freshWeights(method),
  step: stepOf(method),
  prediction: predictionOf(method, toyBatch, freshWeights(method)),
  updates: method.phases[0]?.updates,
  terms: method.phases[0]?.terms,
});

describe("classifier", () => {
  it("without options takes the step of erm, exactly, with linear heads and without", () => {
    for (const context of [
      toyContext,
      { ...toyContext, head: "none", averageDecay: 0.9 } as const,
    ]) {
      expect(imprint(classifier(context))).toEqual(imprint(plain(context)));
    }
  });

  it.each(Object.entries(neutral))(
    "%s with neutral settings %j is erm, exactly",
    (name, settings) => {
      const method = build(name as keyof typeof neutral, settings);
      expect(imprint(method)).toEqual(imprint(plain()));
    },
  );

  it.each(Object.keys(baselines))("%s with its defaults differs from erm", (name) => {
    const { step } = imprint(build(name as keyof typeof baselines));
    const weight = "encoder.fc1.weight";
    expect(step[weight]).not.toEqual(stepOf(plain())[weight]);
  });

  it("numbers groups and environments as the data do, and leaves rows with a missing value out", () => {
    const batch = { ...toyBatch, label: toyBatch.label.with(0, -1), sex: toyBatch.sex.with(3, -1) };
    const { group, environment } = batchRows(toyContext);
    const program = createProgram("groups", { group, environment });
    const fed: Record<string, readonly number[]> = {
      label: batch.label,
      "attribute/site": batch.site,
      "attribute/sex": batch.sex,
    };
    const outputs = evaluateReference(
      program,
      Object.fromEntries(
        program.inputs.map(({ name, tensor }) => [
          name,
          referenceArray(tensor.shape, (index) => fed[name]?.[index] ?? NaN),
        ]),
      ),
    );
    expect([...(outputs["group"]?.data ?? [])]).toEqual(groupsOf(batch));
    expect([...(outputs["environment"]?.data ?? [])]).toEqual(environmentsOf(batch));
    expect(groupsOf(batch).filter((value) => value < 0)).toHaveLength(2);
  });

  it.each(Object.keys(baselines))(
    "%s gives a row of which nothing is known no gradient",
    (name) => {
      const method = build(name as keyof typeof baselines);
      const of = (pixel: number, label: number, attribute: number) => {
        const batch = {
          ...toyBatch,
          image: [[pixel, 2, 3, 4], ...toyBatch.image.slice(1)],
          label: [label, ...toyBatch.label.slice(1)],
          site: [attribute, ...toyBatch.site.slice(1)],
          sex: [attribute, ...toyBatch.sex.slice(1)],
        };
        return stepOf(method, batch);
      };
      expect(of(9, -1, -1)).toEqual(of(1, -1, -1));
      expect(of(9, 0, 1)).not.toEqual(of(1, 0, 1));
    },
  );

  it("follows the rule of erm for head none", () => {
    expect(() => build("focal", {}, { ...toyContext, head: "none", features: 3 })).toThrow(
      "model.features: a part is its own logits, but disease has other classes: expected 2, got 3.",
    );
  });
});

describe("needs of the baselines", () => {
  it("names a group without training rows where its weight would be infinite", () => {
    const empty = { ...toyContext, trainingGroups: toyContext.trainingGroups.with(2, 0) };
    const nameOf = (group: number) => (group === 2 ? "clear, B, male" : "another");
    for (const name of ["reweight", "group-dro", "cell-weighted"] as const) {
      expect(() => requireNeeds(baselines[name], empty, nameOf)).toThrow(
        `method: ${name} needs training rows in every group: got none in "clear, B, male". Ask the plan for rows there (data.plan), or choose a method that needs none.`,
      );
      expect(() => requireNeeds(baselines[name], toyContext, nameOf)).not.toThrow();
    }
    expect(() => requireNeeds(baselines.irm, empty, nameOf)).not.toThrow();
  });

  it("asks for attributes where a method cannot do without", () => {
    const without = { ...toyContext, attributes: [] };
    const needy = Object.values(baselines).filter((method) => {
      try {
        requireNeeds(method, without);
        return false;
      } catch {
        return true;
      }
    });
    expect(needy.map(({ name }) => name)).toEqual([
      ...["reweight", "group-dro", "end", "mdn", "irm", "coral", "lisa", "cell-weighted"],
    ]);
    for (const name of ["focal", "mixup", "class-weighted"] as const) {
      expect(() => stepOf(build(name, {}, { ...without, trainingGroups: [64, 60] }))).not.toThrow();
    }
  });
});
