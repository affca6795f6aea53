import { describe, expect, it } from "vitest";
import { loadBackend } from "./load.js";

describe("loadBackend", () => {
  it("loads what is asked for", async () => {
    const wasm = await loadBackend("wasm");
    expect(wasm).toMatchObject({ runtime: "wasm", devices: ["cpu"], contrib: true });
    expect(wasm.version).toMatch(/^1\.\d+\.\d+/);
    const native = await loadBackend("native");
    expect(native).toMatchObject({ runtime: "native", contrib: true });
    expect(native.version).toMatch(/^1\.\d+\.\d+/);
  });

  it("prefers native, and has the CPU among its devices", async () => {
    const backend = await loadBackend();
    expect(backend.runtime).toBe("native");
    expect(backend.devices).toContain("cpu");
  });
});
