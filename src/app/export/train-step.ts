import { ConfigError } from "../../base/errors.js";
import { at, type NdArray } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import { encodeSafetensors } from "../../data/formats/safetensors.js";
import { emitOnnx, onnxOutputName } from "../../graph/onnx/emit.js";
import type { BuiltMethod, Phase } from "../../methods/method.js";
import { termOutput } from "../../methods/phase.js";
import { createSchedule } from "../../optim/registry.js";
import type { OpenedRun } from "../open-run.js";

/** Files of an exported training step. */
export const trainStepNames = {
  description: "train-step.json",
  state: "state.safetensors",
  scalars: "scalars.safetensors",
} as const;

/**
 * The training step of a run as files, for ONNX Runtime elsewhere: a model a phase, the state before the first update,
 * the scalars of every update, and a description of how they go together (docs/export.md). Standard operators only, so
 * that any execution provider takes them.
 * @throws ConfigError for a method that works outside its graphs too (stages, a fit after training), and for a run whose
 * first state hangs on a file of weights, which a run does not hold.
 */
export function trainStepFiles(
  run: Pick<OpenedRun, "config" | "blueprint" | "method">,
): Map<string, Uint8Array> {
  const { config, blueprint, method } = run;
  if (method.stages !== undefined || method.hostFit !== undefined) {
    throw new ConfigError("--train-step", `${config.method.name} is more than its training step`, {
      advice: "It also works on the host, between epochs or after the last: train it here.",
    });
  }
  if (config.model.weights !== undefined) {
    throw new ConfigError(
      "--train-step",
      "the run does not hold the weights that it started from",
      {
        got: config.model.weights,
        advice: "Leave out --train-step, or train a run from scratch for it.",
      },
    );
  }
  const files = new Map<string, Uint8Array>();
  const state = initialState(run);
  const phases = method.phases.map((phase) => {
    files.set(`${phase.name}.onnx`, emitOnnx(phase.program, { contrib: false }));
    return describePhase(phase, [...state.keys()]);
  });
  const description = {
    schema: 1,
    method: config.method.name,
    batch: config.train.batch,
    epochs: config.train.epochs,
    epochBatches: blueprint.epochBatches,
    cycle: method.cycle,
    phases,
  };
  files.set(
    trainStepNames.description,
    new TextEncoder().encode(`${JSON.stringify(description, null, 2)}\n`),
  );
  files.set(trainStepNames.state, encodeSafetensors({ arrays: state, metadata: { format: "np" } }));
  files.set(
    trainStepNames.scalars,
    encodeSafetensors({ arrays: scalarsOfRun(run), metadata: { format: "np" } }),
  );
  return files;
}

/**
 * What a phase is fed and gives. `reads`: state that it is fed; `writes`: state that it gives anew, with the output that
 * holds it; `scalars`: named in the file of scalars; `batch`: the rows, and `randomKey` where there is one.
 */
function describePhase(phase: Phase, state: readonly string[]) {
  const { name, program, updates, terms } = phase;
  const outputs = new Set(program.outputs.map((port) => port.name));
  // Names of scalars do not depend on the progress.
  const scalars = Object.keys(phase.scalars({ step: 1, fraction: 0, learningRate: 0 }));
  const fed = (names: readonly string[]) =>
    program.inputs.map((port) => port.name).filter((input) => names.includes(input));
  const writes = updates.filter((update) => outputs.has(update));
  return {
    name,
    file: `${name}.onnx`,
    reads: fed(state),
    writes: Object.fromEntries(writes.map((update) => [update, onnxOutputName(program, update)])),
    scalars: fed(scalars),
    batch: program.inputs
      .filter((port) => !state.includes(port.name) && !scalars.includes(port.name))
      .map((port) => ({ name: port.name, dtype: port.tensor.dtype, shape: port.tensor.shape })),
    terms: Object.fromEntries(terms.map((term) => [term, termOutput(term)])),
  };
}

/** State before the first update, as the run itself had it. */
function initialState({
  config,
  method,
}: Pick<OpenedRun, "config" | "method">): Map<string, NdArray> {
  const shapes = new Map(
    [...method.phases.map(({ program }) => program), method.predict].flatMap(({ inputs }) =>
      inputs.map(({ name, tensor }) => [name, tensor.shape] as const),
    ),
  );
  const state = method.initialState(createRng(config.seed).child("init"));
  return new Map(
    Object.entries(state).map(([name, data]) => [
      name,
      { dtype: "float32", shape: shapes.get(name) ?? [data.length], data },
    ]),
  );
}

/** `<phase>/<scalar>`: its value at every update of that phase, [updates of the run]. */
function scalarsOfRun({
  config,
  blueprint,
  method,
}: Pick<OpenedRun, "config" | "blueprint" | "method">): Map<string, NdArray> {
  const total = config.train.epochs * blueprint.epochBatches;
  const schedule = createSchedule(config.train.schedule);
  const values = new Map<string, number[]>();
  const steps = method.phases.map(() => 0);
  for (let done = 0; done < total; done++) {
    for (const index of phasesOf(method, done)) {
      const phase = at(method.phases, index);
      steps[index] = at(steps, index) + 1;
      const scalars = phase.scalars({
        step: at(steps, index),
        fraction: done / total,
        learningRate: config.train.optimizer.lr * schedule(done, total),
      });
      for (const [name, value] of Object.entries(scalars)) {
        const key = `${phase.name}/${name}`;
        const column = values.get(key) ?? [];
        column.push(value);
        values.set(key, column);
      }
    }
  }
  return new Map(
    [...values].map(([name, column]) => [
      name,
      { dtype: "float32", shape: [column.length], data: Float32Array.from(column) },
    ]),
  );
}

function phasesOf({ cycle }: BuiltMethod, batch: number): readonly number[] {
  return at(cycle, batch % cycle.length);
}
