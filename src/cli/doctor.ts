import { Command } from "commander";
import pc from "picocolors";
import type { DoctorReport, RuntimeReport } from "../app/doctor.js";
import type { CliContext } from "./context.js";
import { exitCodes } from "./exit-codes.js";

/** `unconfound doctor`: what is installed here, and how fast it is. */
export function doctorCommand(context: CliContext): Command {
  return new Command("doctor")
    .description("show versions, runtimes, devices and a one-second speed test")
    .action(async () => {
      const { examine } = await import("../app/doctor.js");
      const report = await examine();
      context.print(describe(report));
      const works = report.runtimes.some(({ problem }) => problem === null);
      context.exit(works ? exitCodes.done : exitCodes.failure);
    });
}

function describe(report: DoctorReport): string {
  return [
    `node      ${report.node} on ${report.platform}`,
    `cpu       ${report.cpu}, ${report.cores} cores, ${report.memoryGigabytes.toFixed(0)} GiB memory`,
    ...report.runtimes.map(describeRuntime),
    "",
    advice(report.runtimes),
  ].join("\n");
}

function describeRuntime({ runtime, version, devices, gigaflops, problem }: RuntimeReport): string {
  const label = runtime.padEnd(9);
  if (problem !== null) return `${label} ${pc.red("missing")}: ${problem}`;
  const speeds = Object.entries(gigaflops).map(
    ([threads, speed]) =>
      `${speed.toFixed(0)} GFLOP/s with ${threads} thread${threads === "1" ? "" : "s"}`,
  );
  return `${label} ONNX Runtime ${version}, devices ${devices.join(", ")}, ${speeds.join(", ")}`;
}

function advice(runtimes: readonly RuntimeReport[]): string {
  const native = runtimes.find(({ runtime }) => runtime === "native");
  if (native?.problem === null) return "Training uses the native runtime.";
  const wasm = runtimes.find(({ runtime }) => runtime === "wasm");
  return wasm?.problem === null
    ? "Training uses wasm, several times slower. Install onnxruntime-node for native speed."
    : "No runtime loads: run `npm ci` again.";
}
