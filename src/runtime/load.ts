import { RuntimeError } from "../base/errors.js";
import type { Backend, OrtModule, RuntimeName } from "./backend.js";
import { findChannelBlock } from "./channel-block.js";

/**
 * Load ONNX Runtime: `native` where onnxruntime-node is installed and loads, else `wasm`. Its telemetry is switched off for the whole
 * process and those that it starts, whatever the environment says; load it from the main thread, since a worker's environment is a copy.
 * @param wanted insist on one of them.
 * @throws RuntimeError where the wanted runtime does not load; says how to install it.
 */
export async function loadBackend(wanted?: RuntimeName): Promise<Backend> {
  if (wanted !== "wasm") {
    try {
      return await loadNative();
    } catch (error) {
      if (wanted === "native") {
        throw new RuntimeError(
          "runtime native",
          "onnxruntime-node does not load",
          { advice: "Install it (npm install onnxruntime-node), or choose the runtime `wasm`." },
          error,
        );
      }
    }
  }
  return loadWasm();
}

async function loadNative(): Promise<Backend> {
  // Since 1.29 ONNX Runtime tells its maker of every session over the network, and keeps an identifier of the machine in the home folder, unless
  // this is set before it loads (it looks once a process). Ours runs on hospital machines: nothing leaves them.
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
  const module = (await import("onnxruntime-node")) as OrtModule & {
    readonly env: { readonly versions: { readonly node?: string } };
    listSupportedBackends(): readonly { readonly name: string; readonly bundled: boolean }[];
  };
  // CUDA is listed on every Linux, but works only where its provider library was installed.
  const found = module
    .listSupportedBackends()
    .filter(({ bundled }) => bundled)
    .map(({ name }) => name);
  const devices = (["cpu", "webgpu", "cuda"] as const).filter((name) => found.includes(name));
  return {
    runtime: "native",
    version: module.env.versions.node ?? "unknown",
    devices,
    contrib: true,
    channelBlock: await findChannelBlock(module),
    ort: module,
  };
}

async function loadWasm(): Promise<Backend> {
  const module = await import("onnxruntime-web");
  // One thread: more would need worker files that a bundler may move; the fallback is about reach, not speed.
  module.env.wasm.numThreads = 1;
  module.env.logLevel = "error";
  return {
    runtime: "wasm",
    version: module.env.versions.web ?? "unknown",
    devices: ["cpu"],
    contrib: true,
    channelBlock: null,
    ort: module,
  };
}
