import type { InferenceSession, Tensor } from "onnxruntime-common";

/** Where a program can run. `native` is onnxruntime-node, `wasm` is onnxruntime-web in Node. */
export type RuntimeName = "native" | "wasm";

/** Device of the native runtime; `auto` is the CPU, the one on which same seeds give same bytes. */
export const deviceNames = ["auto", "cpu", "webgpu", "cuda"] as const;
export type DeviceName = (typeof deviceNames)[number];

/** The part of ONNX Runtime's module that both packages share. */
export interface OrtModule {
  readonly Tensor: typeof Tensor;
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
}

/** A loaded runtime. */
export interface Backend {
  readonly runtime: RuntimeName;
  /** Version of the ONNX Runtime package. */
  readonly version: string;
  /** Devices that this runtime reports here; always includes `cpu`. */
  readonly devices: readonly Exclude<DeviceName, "auto">[];
  /** True where com.microsoft operators may be emitted. */
  readonly contrib: boolean;
  /** Channels of a block of the CPU's blocked convolution layout (see graph/ops/conv-blocked.ts); null: none. */
  readonly channelBlock: number | null;
  readonly ort: OrtModule;
}
