// @ts-check
/**
 * One case in a process of its own, one step for each line on standard input, so that run.mjs can take turns
 * between peers and read the peak memory of each. Answers are lines of JSON.
 *
 *   node bench/worker.mjs CASE THREADS DIST
 */
import { cases, gigaFlops, loadEngine } from "./programs.mjs";
import { serveSteps } from "./serve-steps.mjs";

const [name = "", threads = "2", dist = "dist/"] = process.argv.slice(2);
const chosen = cases[/** @type {keyof typeof cases} */ (name)];
const engine = await loadEngine(new URL(dist, `file://${process.cwd()}/`));
const backend = await engine.loadBackend("native");
const before = process.memoryUsage.rss();
const { executable, store, batch } = await prepare();
const stateNames = Object.keys(store.current);

/** In a function, so that the arrays the store was copied from are not kept. */
async function prepare() {
  const built = chosen.build(engine);
  return {
    batch: built.batch,
    executable: await engine.compile(built.program, backend, { threads: Number(threads) }),
    store: engine.createStateStore({ ...built.parameters, ...built.state }),
  };
}

async function step() {
  const results = await store.step(executable, batch, stateNames);
  return results.loss?.[0] ?? null;
}

const title = `Unconfound, onnxruntime-node ${backend.version}`;
await serveSteps({ title, gflop: gigaFlops(executable.program), before, step });
