import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    // Child processes, not threads: onnxruntime-node blocks its thread and holds native state.
    pool: "forks",
    maxWorkers: 2,
    // The built command line is run as it is: nothing of it needs transforming.
    server: { deps: { external: [/\/dist\//] } },
  },
});
