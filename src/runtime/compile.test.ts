import { describe, expect, it } from "vitest";
import { add, mul } from "../graph/ops/elementwise.js";
import { cast, not } from "../graph/ops/select.js";
import { input } from "../graph/ops/source.js";
import { createProgram } from "../graph/program.js";
import type { DType } from "../graph/types.js";
import { allocate, compile, resolveDevice } from "./compile.js";
import { loadBackend } from "./load.js";
import { createStateStore } from "./state-store.js";

describe.each(["native", "wasm"] as const)("compile on %s", (runtime) => {
  const options = { threads: 1 };

  it("carries every element type in and out", async () => {
    const backend = await loadBackend(runtime);
    const dtypes: DType[] = ["float32", "int32", "int64", "uint32", "uint8", "bool"];
    const program = createProgram(
      "round-trip",
      Object.fromEntries(
        dtypes.map((dtype) => {
          const x = input(dtype, [3], dtype);
          return [`${dtype}-out`, dtype === "bool" ? not(not(x)) : cast(cast(x, "float32"), dtype)];
        }),
      ),
    );
    const executable = await compile(program, backend, options);
    const feeds = Object.fromEntries(
      dtypes.map((dtype) => {
        const data = allocate(dtype, 3);
        data[1] = dtype === "int64" ? 1n : 1;
        return [dtype, data];
      }),
    );
    const outputs = await executable.run(feeds);
    for (const dtype of dtypes) expect(outputs[`${dtype}-out`]).toEqual(feeds[dtype]);
    await executable.dispose();
  });

  it("steps state between two buffers without losing a value", async () => {
    const backend = await loadBackend(runtime);
    const x = input("weight", [2]);
    const program = createProgram("step", { weight: add(mul(x, 2), input("shift", [])), seen: x });
    const executable = await compile(program, backend, options);
    const store = createStateStore({ weight: Float32Array.of(1, 2), other: Float32Array.of(7) });
    const seen: unknown[] = [];
    for (let step = 0; step < 4; step++) {
      const outputs = await store.step(executable, { shift: Float32Array.of(1) }, ["weight"]);
      seen.push([...(outputs["seen"] as Float32Array)]);
    }
    expect(seen).toEqual([
      [1, 2],
      [3, 5],
      [7, 11],
      [15, 23],
    ]);
    expect([...(store.current["weight"] ?? [])]).toEqual([31, 47]);
    expect([...(store.current["other"] ?? [])]).toEqual([7]);
    await executable.dispose();
  });

  it("says which input is missing, wrong or unknown", async () => {
    const backend = await loadBackend(runtime);
    const program = createProgram("sum", { y: add(input("x", [2]), 1) });
    const executable = await compile(program, backend, options);
    await expect(executable.run({})).rejects.toThrow("sum: input x is not fed");
    await expect(executable.run({ x: new Float32Array(3) })).rejects.toThrow(
      "sum.x: array length: expected [2], got 3",
    );
    await expect(
      executable.run({ x: new Float32Array(2), z: new Float32Array(2) }),
    ).rejects.toThrow("sum: no input is called z");
    await executable.dispose();
  });

  it("runs two executables at once", async () => {
    const backend = await loadBackend(runtime);
    const program = (factor: number) =>
      createProgram(`times-${factor}`, { y: mul(input("x", [2]), factor) });
    const both = await Promise.all(
      [2, 3].map((factor) => compile(program(factor), backend, options)),
    );
    const x = Float32Array.of(1, 2);
    const outputs = await Promise.all(both.map((executable) => executable.run({ x })));
    expect(outputs.map(({ y }) => [...(y as Float32Array)])).toEqual([
      [2, 4],
      [3, 6],
    ]);
    await Promise.all(both.map((executable) => executable.dispose()));
  });
});

describe("resolveDevice", () => {
  it.each([
    [
      "native",
      ["cpu", "webgpu"],
      "runtime.device: cuda is not available here (available [auto,cpu,webgpu], runtime native). Set runtime.device=cpu; `unconfound doctor` shows what this machine has.",
    ],
    [
      "wasm",
      ["cpu"],
      "runtime.device: cuda is not available here (available [auto,cpu], runtime wasm). Set runtime.device=cpu; `unconfound doctor` shows what this machine has. Other devices need runtime.backend=native.",
    ],
  ] as const)("on %s says what is available and what to set", async (runtime, devices, message) => {
    const backend = { ...(await loadBackend("wasm")), runtime, devices };
    expect(resolveDevice(backend, "auto")).toBe("cpu");
    expect(() => resolveDevice(backend, "cuda")).toThrow(expect.objectContaining({ message }));
  });
});
