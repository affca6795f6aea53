// @ts-check
/**
 * Two sessions in turn, as the phases of a method run: step time with threads that stop waiting actively after a run
 * (what `runtime/compile` asks for) against ONNX Runtime's default. Both pairs are built first and timed in turn.
 *
 *   node bench/sessions.mjs [--threads 2] [--rounds 40]
 */
import { parseArgs } from "node:util";
import { loadEngine, mimmStep } from "./programs.mjs";

const { values: options } = parseArgs({
  options: {
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "40" },
  },
});
const dist = new URL("../dist/", import.meta.url);
const engine = await loadEngine(dist);
const { emitOnnx, onnxOutputName } = await import(new URL("graph/onnx/emit.js", dist).href);
const backend = await engine.loadBackend("native");

/** @param {object} extra session options */
async function session(extra) {
  const { program, parameters, state, batch } = mimmStep(engine, 500);
  const bytes = emitOnnx(program, { contrib: true, channelBlock: backend.channelBlock });
  const created = await backend.ort.InferenceSession.create(bytes, {
    executionProviders: ["cpu"],
    intraOpNumThreads: Number(options.threads),
    enableMemPattern: false,
    logSeverityLevel: 3,
    ...extra,
  });
  /** @type {Record<string, any>} */
  const arrays = { ...parameters, ...state, ...batch };
  const { Tensor } = backend.ort;
  const feeds = Object.fromEntries(
    program.inputs.map((/** @type {any} */ { name, tensor }) => [
      name,
      new Tensor(tensor.dtype, arrays[name], tensor.shape),
    ]),
  );
  const fetches = Object.fromEntries(
    program.outputs.map((/** @type {any} */ { name, tensor }) => [
      onnxOutputName(program, name),
      new Tensor(
        tensor.dtype,
        new Float32Array(
          tensor.shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1),
        ),
        tensor.shape,
      ),
    ]),
  );
  return () => created.run(feeds, fetches);
}

const stopping = { extra: { session: { force_spinning_stop: "1" } } };
const cases = [
  { name: "default", runs: [await session({}), await session({})] },
  { name: "stopping", runs: [await session(stopping), await session(stopping)] },
];
/** @type {Record<string, number[]>} */
const times = { default: [], stopping: [] };
// Blocks of ten: threads of the other pair have gone to sleep by then.
for (let block = 0; block < Number(options.rounds) / 10; block++) {
  for (const { name, runs } of cases) {
    for (let round = 0; round < 12; round++) {
      const start = performance.now();
      for (const run of runs) await run();
      if (round > 1) times[name]?.push((performance.now() - start) / runs.length);
    }
  }
}
const median = (/** @type {number[]} */ list) =>
  [...list].sort((a, b) => a - b)[list.length >> 1] ?? NaN;
const [plain, stop] = [median(times["default"] ?? []), median(times["stopping"] ?? [])];
process.stdout.write(
  `mimm-cnn, Adam step, 500x1x28x28, two sessions in turn, ${options.threads} threads (median of ${times["default"]?.length ?? 0})\n` +
    `default   ${plain.toFixed(1)} ms\nstopping  ${stop.toFixed(1)} ms\nratio     ${(plain / stop).toFixed(2)}x\n`,
);
process.exit(0);
