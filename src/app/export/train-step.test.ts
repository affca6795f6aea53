import { describe, expect, it } from "vitest";
import { exampleBlueprint } from "../../../fixtures/app/example-blueprint.js";
import { at, sizeOf } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { parseRunConfig } from "../../config/parse-config.js";
import { decodeSafetensors } from "../../data/formats/safetensors.js";
import type { Program } from "../../graph/program.js";
import { createSchedule } from "../../optim/registry.js";
import { compile, type HostArray } from "../../runtime/compile.js";
import type { Backend } from "../../runtime/backend.js";
import { loadBackend } from "../../runtime/load.js";
import { buildRunMethod } from "../build-run-method.js";
import { trainStepFiles, trainStepNames } from "./train-step.js";

const config = (method: string) =>
  parseRunConfig(
    `data: { dataset: phantom, attributes: [marker], plan: { train: 0.9, tests: { iid: 0.9 } } }
model: { encoder: mlp, features: 2, head: none, options: { hidden: [6] } }
method: ${method}
train:
  epochs: 3
  batch: 8
  optimizer: { name: adam, lr: 1e-2 }
  schedule: { name: cosine, warmup: 0.2 }
`,
    "run.yml",
  );

/** The files of a run, and the run's own programs. */
function exported(settings: string) {
  const run = config(
    `{ name: mimm, lambda: 0.5, hidden: 4, criticSteps: 2, warmUp: 0.5, ${settings} }`,
  );
  const method = buildRunMethod(run, exampleBlueprint);
  const files = trainStepFiles({ config: run, blueprint: exampleBlueprint, method });
  const bytesOf = (name: string) => files.get(name) ?? new Uint8Array();
  const arraysOf = (name: string) =>
    new Map(
      [...decodeSafetensors(bytesOf(name), name).arrays].map(
        ([key, { data }]) => [key, data as Float32Array] as const,
      ),
    );
  const text = new TextDecoder().decode(bytesOf(trainStepNames.description));
  return {
    method,
    schedule: createSchedule(run.train.schedule),
    bytesOf,
    description: JSON.parse(text) as Description,
    state: arraysOf(trainStepNames.state),
    scalars: arraysOf(trainStepNames.scalars),
  };
}

type Session = Awaited<ReturnType<Backend["ort"]["InferenceSession"]["create"]>>;

interface Description {
  readonly epochs: number;
  readonly epochBatches: number;
  readonly cycle: readonly (readonly number[])[];
  readonly phases: readonly {
    readonly name: string;
    readonly file: string;
    readonly reads: readonly string[];
    readonly writes: Readonly<Record<string, string>>;
    readonly scalars: readonly string[];
    readonly batch: readonly { name: string; dtype: string; shape: readonly number[] }[];
  }[];
}

/** A batch that depends on its number alone. */
function batchFeeds(phase: Description["phases"][number], batch: number) {
  const feeds: Record<string, HostArray> = {};
  for (const { name, dtype, shape } of phase.batch) {
    const rng = createRng(batch).child(name);
    const length = sizeOf(shape);
    feeds[name] =
      dtype === "float32"
        ? Float32Array.from({ length }, () => rng.uniform())
        : dtype === "int32"
          ? Int32Array.from({ length }, () => rng.integer(2))
          : Uint32Array.of(rng.uint32());
  }
  return feeds;
}

/** One update by an exported model: all that it reads comes from the files. */
async function updateElsewhere(
  session: Session,
  phase: Description["phases"][number],
  program: Program,
  fed: Readonly<Record<string, HostArray>>,
  { ort }: Backend,
) {
  const types = new Map(program.inputs.map(({ name, tensor }) => [name, tensor]));
  const tensors = Object.entries(fed).map(([name, data]) => {
    const { dtype, shape } = types.get(name) ?? { dtype: "none", shape: [] };
    return [name, new ort.Tensor(dtype as "float32", data as Float32Array, shape)] as const;
  });
  const found = await session.run(Object.fromEntries(tensors));
  return Object.entries(phase.writes).map(
    ([name, output]) => [name, (found[output]?.data as Float32Array).slice()] as const,
  );
}

describe("trainStepFiles", () => {
  it.each(["criticBatches: own", "criticBatches: shared"])(
    "trains elsewhere as here, %s: the files alone give the state of the run's own programs",
    async (settings) => {
      const exportedRun = exported(settings);
      const { method, schedule, bytesOf, description, state: elsewhere, scalars } = exportedRun;
      const backend = await loadBackend();
      const sessions = await Promise.all(
        description.phases.map(({ file }) =>
          backend.ort.InferenceSession.create(bytesOf(file), {}),
        ),
      );
      const own = await Promise.all(
        method.phases.map(({ program }) => compile(program, backend, { threads: 1 })),
      );
      const fresh = method.initialState(createRng(0).child("init"));
      const here = new Map(Object.entries(fresh));
      expect([...elsewhere]).toEqual([...here]);
      const steps = description.phases.map(() => 0);
      const total = description.epochs * description.epochBatches;
      for (let batch = 0; batch < total; batch++) {
        for (const index of at(description.cycle, batch % description.cycle.length)) {
          const phase = at(description.phases, index);
          const ownPhase = at(method.phases, index);
          const step = at(steps, index);
          const feeds = batchFeeds(phase, batch);
          const read = (state: ReadonlyMap<string, Float32Array>) =>
            Object.fromEntries(
              phase.reads.map((name) => [name, state.get(name) ?? new Float32Array()]),
            );
          const stored = phase.scalars.map((name) => {
            const column = scalars.get(`${phase.name}/${name}`) ?? [];
            return [name, Float32Array.of(at(column, step))] as const;
          });
          const fed = { ...feeds, ...Object.fromEntries(stored), ...read(elsewhere) };
          const session = at(sessions, index);
          const news = await updateElsewhere(session, phase, ownPhase.program, fed, backend);
          for (const [name, values] of news) elsewhere.set(name, values);

          const values = ownPhase.scalars({
            step: step + 1,
            fraction: batch / total,
            learningRate: 1e-2 * schedule(batch, total),
          });
          const computed = Object.entries(values).map(
            ([name, value]) => [name, Float32Array.of(value)] as const,
          );
          const result = await at(own, index).run({
            ...feeds,
            ...Object.fromEntries(computed),
            ...read(here),
          });
          for (const name of Object.keys(phase.writes)) {
            here.set(name, (result[name] as Float32Array).slice());
          }
          steps[index] = step + 1;
        }
      }
      expect(steps).toEqual(settings.endsWith("own") ? [2, 4] : [6, 12]);
      expect([...scalars].map(([name, { length }]) => [name.split("/")[0], length])).toEqual(
        [...scalars].map(([name]) => [
          name.split("/")[0],
          steps[name.startsWith("encoder") ? 0 : 1],
        ]),
      );
      for (const [name, values] of here) {
        const other = elsewhere.get(name) ?? new Float32Array();
        for (const [index, value] of values.entries()) {
          const difference = Math.abs(at(other, index) - value) / Math.max(1, Math.abs(value));
          expect(difference, `${name} ${index}`).toBeLessThan(1e-5);
        }
      }
      // The equality could fail: training has moved the weights.
      expect(here.get("encoder.fc1.weight")).not.toEqual(fresh["encoder.fc1.weight"]);
      await Promise.all([...sessions.map((s) => s.release()), ...own.map((e) => e.dispose())]);
    },
  );

  it("refuses a method that works on the host too", () => {
    const jtt = config("{ name: jtt }");
    const run = {
      config: jtt,
      blueprint: exampleBlueprint,
      method: buildRunMethod(jtt, exampleBlueprint),
    };
    expect(() => trainStepFiles(run)).toThrow(
      "--train-step: jtt is more than its training step. It also works on the host, between " +
        "epochs or after the last: train it here.",
    );
  });
});
