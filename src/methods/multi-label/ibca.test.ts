import { describe, expect, it } from "vitest";
import { firstStep, labelsContext, runProgram } from "../../../fixtures/methods/labels-context.js";
import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { printProgram } from "../../graph/print.js";
import { mul } from "../../graph/ops/elementwise.js";
import { binaryCrossEntropyWithLogits as crossEntropy } from "../../nn/losses/binary-cross-entropy.js";
import { plainAnswersLoss, type AnswersLoss } from "../answers-head.js";
import { answersLossConfig, createAnswersLoss, independentAnswersLoss } from "../answers-loss.js";
import { isAttention } from "../method.js";
import { classQuery } from "./class-query.js";
import { ibca } from "./ibca.js";

const small = { name: "ibca", heads: 2, width: 6 };
const build = (settings: object) =>
  ibca.build(ibca.config.parse({ ...small, ...settings }), labelsContext);
const none = { components: 0, align: 0, contrast: 0, intervene: 0, erase: 0 };
const rho = (fraction: number) => 2 / (1 + Math.exp(-5 * fraction)) - 1;

describe("ibca", () => {
  it("with every weight 0 and no mixture is class-query, byte for byte", () => {
    const own = build(none);
    const plain = classQuery.build(
      classQuery.config.parse({ ...small, name: "class-query" }),
      labelsContext,
    );
    expect(own.phases.map(({ program }) => printProgram(program))).toEqual(
      plain.phases.map(({ program }) => printProgram(program)),
    );
    expect(printProgram(own.predict)).toBe(printProgram(plain.predict));
    expect(own.initialState(createRng(3))).toEqual(plain.initialState(createRng(3)));
    const other = build({ ...none, intervene: 0.5 });
    expect(printProgram(at(other.phases, 0).program)).not.toBe(
      printProgram(at(plain.phases, 0).program),
    );
  });

  it.each([
    [{ ...none, components: 3 }, ["mixture", "divergence"]],
    [{ ...none, components: 1 }, ["mixture", "divergence"]],
    [{ ...none, components: 3, align: 0.1 }, ["mixture", "divergence", "align"]],
    [{ ...none, components: 3, contrast: 0.1 }, ["mixture", "divergence", "contrast"]],
    [{ ...none, components: 3, mixtureOver: "plane" }, ["mixture", "divergence"]],
    [{ ...none, components: 1, mixtureOver: "plane" }, ["mixture", "divergence"]],
    [{ ...none, intervene: 0.5 }, ["intervene"]],
    [{ ...none, intervene: 0.5, counterfactuals: ["other-labels"] }, ["intervene"]],
    [{ ...none, erase: 3 }, ["erase"]],
    [{ ...none, erase: 3, eraseShare: 1 }, ["erase"]],
    [{}, ["mixture", "divergence", "align", "contrast", "intervene", "erase"]],
  ])("%j adds the terms %j, each finite and not below 0", (settings, terms) => {
    const method = build(settings);
    expect(at(method.phases, 0).terms).toEqual(["labels", ...terms]);
    const step = firstStep(method);
    for (const term of terms) expect(step.of(`term/${term}`)[0], term).toBeGreaterThanOrEqual(0);
    expect(
      Object.keys(method.initialState(createRng(1))).filter(
        (name) =>
          step.of(name).length > 0 && step.of(name).some((value) => !Number.isFinite(value)),
      ),
    ).toEqual([]);
  });

  it("minimises the sum that it says, by finite differences through every term without a cut", () => {
    const settings = { ...none, components: 3, beta: 0.4, warmUp: 0.8, intervene: 0.5, erase: 3 };
    const method = build(settings);
    const phase = at(method.phases, 0);
    const fraction = 0.4;
    const scalars = Object.fromEntries(
      Object.entries(phase.scalars({ step: 1, fraction, learningRate: 1 })).map(([key, value]) => [
        key,
        [value],
      ]),
    );
    const state = method.initialState(createRng(1));
    const loss = (name: string, index: number, change: number) => {
      const values = Array.from(state[name] ?? []);
      values[index] = at(values, index) + change;
      const outputs = runProgram(phase.program, state, { ...scalars, [name]: values });
      const term = (own: string) => outputs[`term/${own}`]?.data[0] ?? NaN;
      return (
        term("labels") +
        term("mixture") +
        0.4 * (fraction / 0.8) * term("divergence") +
        rho(fraction) * (0.5 * term("intervene") + 3 * term("erase"))
      );
    };
    const stepped = runProgram(phase.program, state, scalars);
    for (const name of [
      "encoder.conv1.weight",
      "head.classes.query.query",
      "head.classes.query.valueWeight",
      "head.classes.mixture.mean.weight",
      "head.classes.mixture.deviation.bias",
      "head.classes.mixture.priorMix",
      "head.classes.mixtureScores.weight",
    ]) {
      // Descent with rate 1: the gradient is what the step took away.
      const gradient = (state[name]?.[1] ?? NaN) - (stepped[name]?.data[1] ?? NaN);
      const numeric = (loss(name, 1, 1e-5) - loss(name, 1, -1e-5)) / 2e-5;
      expect(Math.abs(gradient - numeric), name).toBeLessThan(1e-6 + 1e-4 * Math.abs(numeric));
      expect(gradient, name).not.toBe(0);
    }
  });

  it("brings its terms in gradually: at the start the scores learn as class-query's do", () => {
    const weight = "head.classes.scores.weight";
    const plain = classQuery.build(
      classQuery.config.parse({ ...small, name: "class-query" }),
      labelsContext,
    );
    const ramped = build({ ...none, intervene: 0.5 });
    expect(firstStep(ramped, {}, 0).of(weight)).toEqual(firstStep(plain, {}, 0).of(weight));
    expect(firstStep(ramped, {}, 0.5).of(weight)).not.toEqual(firstStep(plain, {}, 0.5).of(weight));
  });

  it("asks the mixture's scores as if no label told of another, and no other term", () => {
    const settings = { align: 0, contrast: 0, eraseShare: 1 };
    const [plain, half, whole] = [0, 0.5, 1].map((independence) =>
      firstStep(build({ ...settings, independence })),
    );
    const mixture = (step = plain) => step?.of("term/mixture")[0] ?? NaN;
    const { answers } = labelsContext.label;
    if (answers?.givenOthers == null) throw new Error("nothing is known of other answers");
    const given = answers.givenOthers;
    const lossOf = (power: number) => independentAnswersLoss({ given, power });
    const other = { ...answers, loss: lossOf(1) };
    const byLoss = firstStep(
      ibca.build(ibca.config.parse({ ...small, ...settings, independence: 0 }), {
        ...labelsContext,
        label: { ...labelsContext.label, answers: other },
      }),
    );
    expect(mixture(whole)).toBe(mixture(byLoss));
    expect(new Set([mixture(), mixture(half), mixture(whole)]).size).toBe(3);
    for (const term of ["labels", "intervene", "erase"]) {
      expect(whole?.of(`term/${term}`), term).toEqual(plain?.of(`term/${term}`));
    }
  });

  it("asks for changed answers by the loss of changed answers, and for all others by the run's", () => {
    const { answers } = labelsContext.label;
    if (answers === undefined) throw new Error("no answers");
    const { loss: plain } = answers;
    const twice = plainAnswersLoss((logits, own) => mul(crossEntropy(logits, own), 2));
    const stepBy = (loss: AnswersLoss, own: object = {}) => {
      const label = { ...labelsContext.label, answers: { ...answers, loss } };
      const settings = ibca.config.parse({
        ...small,
        align: 0,
        contrast: 0,
        independence: 0,
        ...own,
      });
      return firstStep(ibca.build(settings, { ...labelsContext, label }));
    };
    const [step, other] = [stepBy(plain), stepBy({ ...twice, ofChanged: plain })];
    const crossed = [plain, { ...twice, ofChanged: plain }].map((loss) =>
      stepBy(loss, { counterfactuals: ["other-labels"] }).of("term/intervene"),
    );
    expect(crossed[1]).toEqual(crossed[0]);
    for (const [term, factor] of [
      ["erase", 1],
      ["labels", 2],
      ["mixture", 2],
      ["intervene", 2],
    ] as const) {
      const [own = NaN, theirs = NaN] = [step, other].map(({ of }) => of(`term/${term}`)[0]);
      expect(theirs / own, term).toBeCloseTo(factor, 10);
    }
  });

  it("has arrays of AUC-margin for each head that learns by it, and none where its term is off", () => {
    const loss = createAnswersLoss(answersLossConfig.parse({ name: "auc-margin" }), {
      counts: [1, 2, 3].map((yes) => ({ yes, no: 4 - yes })),
      givenOthers: null,
    });
    const { answers } = labelsContext.label;
    if (answers === undefined) throw new Error("no answers");
    const label = { ...labelsContext.label, answers: { ...answers, loss } };
    const of = (settings: object) =>
      ibca.build(ibca.config.parse({ ...small, ...settings }), { ...labelsContext, label });
    const alphas = (method: ReturnType<typeof of>) =>
      Object.keys(method.initialState(createRng(1))).filter((name) => name.endsWith(".alpha"));
    expect(alphas(of(none))).toEqual(["answersLoss.alpha"]);
    const whole = of({ independence: 0 });
    const owners = [
      "mixtureLoss",
      ...["complement", "uniform", "shuffled"].map((cf) => `effectLoss.${cf}`),
      ...["erasedLoss", "erasedMixtureLoss"],
    ];
    expect(alphas(whole)).toEqual([
      ...owners.map((owner) => `head.classes.${owner}.alpha`),
      "answersLoss.alpha",
    ]);
    const step = firstStep(whole);
    for (const name of alphas(whole)) {
      expect(
        step.of(name).every((value) => value > 0),
        name,
      ).toBe(true);
    }
  });

  it("shows the bottleneck's attention and the shares of its components beside its own, and none without", () => {
    const shown = (settings: object) => {
      const method = build(settings);
      const outputs = runProgram(method.predict, method.initialState(createRng(3)));
      return Object.entries(outputs).flatMap(([name, { data }]) =>
        isAttention(name) ? [[name, Array.from(data)] as const] : [],
      );
    };
    const maps = shown({});
    const components = [1, 2, 3].map((m) => `attention/labels/component-${m}`);
    expect(maps.map(([name]) => name)).toEqual(["attention/labels", "attention/labels/bottleneck", ...components]); // prettier-ignore
    const [own = [], bottleneck = [], ...shares] = maps.map(([, values]) => values);
    const places = own.length / (labelsContext.evaluationBatch * 3);
    for (const map of [own, bottleneck]) {
      for (let start = 0; start < map.length; start += places) {
        const sum = map.slice(start, start + places).reduce((total, share) => total + share, 0);
        expect(sum).toBeCloseTo(1, 6);
      }
    }
    for (const [place] of own.entries()) {
      expect(shares.reduce((sum, share) => sum + at(share, place), 0)).toBeCloseTo(1, 6);
    }
    expect(own).not.toEqual(bottleneck);
    expect(shown({ components: 1 }).map(([name]) => name)).toEqual(["attention/labels", "attention/labels/bottleneck"]); // prettier-ignore
    expect(shown(none).map(([name]) => name)).toEqual(["attention/labels"]);
  });

  it("with the mixture over the plane has the same terms, maps that sum to 1, and no sampled divergence", () => {
    const plane = build({ mixtureOver: "plane" });
    expect(at(plane.phases, 0).terms).toEqual(at(build({}).phases, 0).terms);
    const outputs = runProgram(plane.predict, plane.initialState(createRng(3)));
    const shares = [1, 2, 3].map((m) => outputs[`attention/labels/component-${m}`]?.data ?? []);
    expect(at(shares, 0).length).toBeGreaterThan(0);
    for (const [place] of at(shares, 0).entries()) {
      expect(shares.reduce((sum, share) => sum + at(share, place), 0)).toBeCloseTo(1, 6);
    }
    expect(() => build({ mixtureOver: "plane", divergence: "sampled" })).toThrow(
      /method.divergence: of a mixture over the picture's plane: expected bound, got sampled. Leave/,
    );
  });

  it("refuses alignment and contrast without a mixture", () => {
    expect(() => build({ ...none, align: 0.1 })).toThrow(
      /method.components: alignment and contrast read the mixture's attention: got no mixture/,
    );
  });
});
