import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    // Child processes, not threads: onnxruntime-node blocks its thread and holds native state.
    pool: "forks",
    maxWorkers: 2,
    // The built command line is run as it is: nothing of it needs transforming.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      {
        extends: true,
        // Files share a process and what it has loaded: half the processor time. A test puts back what it changes.
        test: { name: "src", include: ["src/**/*.test.ts"], isolate: false },
      },
      {
        extends: true,
        // These change folder and environment, as the command line has one of each.
        test: { name: "test", include: ["test/**/*.test.ts"] },
      },
    ],
  },
});
