import type { DType, Shape } from "../types.js";

/** Attribute values of an ONNX node. Numbers are integers; floats are wrapped in `{ float }`. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

/** Options of one node beside its operands. */
export interface OnnxNodeOptions {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Number of outputs, 1 if absent. */
  readonly outputs?: number;
  /** Operator set, "" (standard) if absent. */
  readonly domain?: "com.microsoft" | "com.microsoft.nchwc";
}

/** What `lower` rules write to. */
export interface OnnxEmitter {
  /** True where the target has com.microsoft operators; a standard form must exist beside each use. */
  readonly contrib: boolean;
  /** Channels of a block of ONNX Runtime's blocked convolution layout here; null where there is none. */
  readonly channelBlock: number | null;
  /** Add a node; returns the names of its outputs. An empty operand name is an omitted operand. */
  nodes(type: string, inputs: readonly string[], options?: OnnxNodeOptions): string[];
  /** Add a node with one output; returns its name. */
  node(type: string, inputs: readonly string[], attributes?: OnnxNodeOptions["attributes"]): string;
  /** A constant tensor; equal constants are emitted once. */
  constant(dtype: DType, shape: Shape, values: ArrayLike<number>): string;
  /** A one-dimensional int64 constant: shapes, axes, starts, … */
  int64(values: readonly number[]): string;
}
