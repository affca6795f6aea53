import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    // Child processes, not threads: onnxruntime-node blocks its thread and holds native state.
    pool: "forks",
    maxWorkers: 2,
    // Files share a process and what it has loaded: half the processor time. A test puts back what it changes.
    isolate: false,
  },
});
