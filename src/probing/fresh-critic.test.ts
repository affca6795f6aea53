import { beforeAll, describe, expect, it } from "vitest";
import { createRng, type Rng } from "../base/rng.js";
import type { Backend } from "../runtime/backend.js";
import { loadBackend } from "../runtime/load.js";
import { createFreshCritic, freshCriticDefaults, type CriticRows } from "./fresh-critic.js";
import { tailMean } from "./mi-convergence.js";

let backend: Backend;
beforeAll(async () => {
  backend = await loadBackend();
});

/** Rows of two numbers with mutual information `nats`: ρ² = 1 − e^(−2 nats). */
function gaussians(n: number, nats: number, rng: Rng, width = 1): CriticRows {
  const rho = Math.sqrt(1 - Math.exp(-2 * nats));
  const left = Float32Array.from({ length: n * width }, () => rng.normal());
  const right = left.map((value) => rho * value + Math.sqrt(1 - rho * rho) * rng.normal());
  return { left, right, owner: Int32Array.from({ length: n }, (_, row) => row) };
}

describe("fresh critic", () => {
  it("reads 0.5 nats of Gaussians and none of independent ones, the same twice", async () => {
    const n = 1200;
    const shape = { left: 1, right: 1, fitRows: n, scoreRows: n };
    const critic = await createFreshCritic(shape, backend, 1);
    const rng = createRng(0);
    const [fit, held] = [gaussians(n, 0.5, rng), gaussians(n, 0.5, rng)];
    const curve = await critic.curve(fit, held, createRng(1));
    // 3.5 standard errors of some 0.03 (measured over seeds).
    expect(Math.abs(tailMean(curve) - 0.5)).toBeLessThan(0.1);
    expect(await critic.curve(fit, held, createRng(1))).toEqual(curve);
    const none = await critic.curve(gaussians(n, 0, rng), gaussians(n, 0, rng), createRng(1));
    expect(Math.abs(tailMean(none))).toBeLessThan(0.04);
    await critic.dispose();
  });

  it("is read on rows that it has not learnt: its own rows would tell of what is not there", async () => {
    const n = 120;
    const settings = { ...freshCriticDefaults, weightDecay: 0, minSteps: 240 };
    const shape = { left: 4, right: 4, fitRows: n, scoreRows: n };
    const critic = await createFreshCritic(shape, backend, 1, settings);
    const rng = createRng(3);
    const [fit, held] = [gaussians(n, 0, rng, 4), gaussians(n, 0, rng, 4)];
    const onHeld = tailMean(await critic.curve(fit, held, createRng(1)));
    const onItself = tailMean(await critic.curve(fit, fit, createRng(1)));
    await critic.dispose();
    expect(onItself).toBeGreaterThan(0.15);
    expect(onHeld).toBeLessThan(0.02);
  });
});
