/**
 * Random numbers as a function of a key and a position: no generator whose state a session would keep, so a
 * resumed run draws what the uninterrupted one would have drawn, at any thread count and in any runtime.
 */
import { DTypeError, ShapeError } from "../../base/errors.js";
import { mixBits, mixFactors } from "../../base/mix-bits.js";
import { sizeOf } from "../../base/ndarray.js";
import { onnxTypes } from "../onnx/element-types.js";
import type { OnnxEmitter } from "../onnx/emitter.js";
import { defineOp, notDifferentiable, single } from "../op.js";
import { referenceArray } from "../reference.js";
import type { Tensor } from "../tensor.js";
import type { Shape } from "../types.js";
import { mul, need } from "./elementwise.js";
import { cast, less } from "./select.js";

type BitsAttributes = {
  readonly shape: Shape;
  /** Counter of the first element; the others follow in C order. */
  readonly first: number;
  /** How many high bits of each word are kept. */
  readonly bits: number;
};

/** Counters from here on make keys, those below make numbers, so that the two never share a word. */
const firstKeyCounter = 2 ** 31;

const [multiplierA, multiplierB] = mixFactors;
/** Keeps key 0 from being the fixed point of {@link mixBits}. 2³² / golden ratio. */
const keyOffset = 0x9e3779b9;

/**
 * Uniform 32-bit words: key uint32 [] -> uint32 `shape`, word = mix(mix(counter) ⊕ mix(key + offset)),
 * counter = `first`, `first` + 1, … in C order; only the `bits` highest bits are kept (shifted down). For one
 * key all whole words differ, since each step is a bijection. Exact on every runtime.
 * @source `mix` is {@link mixBits}, C. Wellons' lowbias32.
 * @throws ShapeError where counters would leave 32 bits. @throws DTypeError for a key that is not uint32.
 */
export const randomBits = defineOp<
  BitsAttributes,
  (
    key: Tensor,
    shape: Shape,
    options?: { readonly first?: number; readonly bits?: number },
  ) => Tensor
>(
  "randomBits",
  {
    infer: ([key], { shape, first, bits }) => {
      const { dtype, shape: keyShape } = need(key);
      if (dtype !== "uint32") {
        throw new DTypeError("randomBits", "key", { expected: "uint32", got: dtype });
      }
      if (keyShape.length !== 0) {
        throw new ShapeError("randomBits", "the key is a scalar", { got: keyShape });
      }
      if (!(first >= 0 && first + sizeOf(shape) <= 2 ** 32 && bits >= 1 && bits <= 32)) {
        throw new ShapeError("randomBits", "counters need 32 bits, words have 1 to 32", {
          shape,
          first,
          bits,
        });
      }
      return [{ dtype: "uint32", shape }];
    },
    reference: ([key], { shape, first, bits }) => {
      const hashedKey = mixBits((need(key).data[0] ?? 0) + keyOffset);
      return [
        referenceArray(
          shape,
          (index) => mixBits(mixBits(first + index) ^ hashedKey) >>> (32 - bits),
        ),
      ];
    },
    gradient: notDifferentiable("random numbers do not depend on what is learnt"),
    lower: (onnx, [key], { attributes: { shape, first, bits } }) => {
      const int64 = (value: number) => onnx.constant("int64", [], [value]);
      // Without operands: ONNX Runtime folds the hashed counters into a constant once a session.
      const range = onnx.node("Range", [int64(first), int64(first + sizeOf(shape)), int64(1)]);
      const counters = lowerMix(onnx, onnx.node("Cast", [range], { to: onnxTypes.uint32 }));
      const hashedKey = lowerMix(onnx, onnx.node("Add", [need(key), word(onnx, keyOffset)]));
      const words = lowerMix(onnx, onnx.node("BitwiseXor", [counters, hashedKey]));
      const kept = bits === 32 ? words : shiftRight(onnx, words, 32 - bits);
      return [onnx.node("Reshape", [kept, onnx.int64(shape)])];
    },
  },
  (apply) =>
    (key, shape, { first = 0, bits = 32 } = {}) =>
      single(apply([key], { shape, first, bits })),
);

function word(onnx: OnnxEmitter, value: number): string {
  return onnx.constant("uint32", [], [value]);
}

function shiftRight(onnx: OnnxEmitter, x: string, bits: number): string {
  return onnx.node("BitShift", [x, word(onnx, bits)], { direction: "RIGHT" });
}

function lowerMix(onnx: OnnxEmitter, x: string): string {
  const fold = (value: string, bits: number) =>
    onnx.node("BitwiseXor", [value, shiftRight(onnx, value, bits)]);
  const once = onnx.node("Mul", [fold(x, 16), word(onnx, multiplierA)]);
  return fold(onnx.node("Mul", [fold(once, 15), word(onnx, multiplierB)]), 16);
}

/**
 * Uniform float32 in [0, 1) on the grid of 2⁻²⁴: key uint32 [] -> `shape`, at most 2³¹ elements.
 * The same key and shape give the same numbers; two draws of one pass need two keys ({@link deriveKey}).
 */
export function randomUniform(key: Tensor, shape: Shape): Tensor {
  checkSize("randomUniform", shape);
  return mul(cast(randomBits(key, shape, { bits: 24 }), "float32"), 2 ** -24);
}

/**
 * 1 with probability `keep` (rounded up to a multiple of 2⁻²⁴), else 0, as float32 `shape`. `keep` 1 gives
 * ones only, 0 zeros only.
 * @throws ShapeError outside 0..1.
 */
export function bernoulliMask(key: Tensor, shape: Shape, keep: number): Tensor {
  if (!(keep >= 0 && keep <= 1)) {
    throw new ShapeError("bernoulliMask", "keep probability outside 0..1", { got: keep });
  }
  return cast(less(randomUniform(key, shape), keep), "float32");
}

/**
 * The key of one stream: uint32 [] -> uint32 []. Streams of one key differ (0 ≤ stream < 2³¹), and no derived
 * key is a word that the key itself draws. Keys have 32 bits: among n steps some two share a key with
 * probability about n²/2³³ (0.1 % at 3000), which is harmless for masks.
 * @throws ShapeError for a stream outside the range.
 */
export function deriveKey(key: Tensor, stream: number): Tensor {
  if (!Number.isInteger(stream) || stream < 0 || stream >= firstKeyCounter) {
    throw new ShapeError("deriveKey", "stream outside 0..2³¹ − 1", { got: stream });
  }
  return randomBits(key, [], { first: firstKeyCounter + stream });
}

function checkSize(where: string, shape: Shape): void {
  if (sizeOf(shape) > firstKeyCounter) {
    throw new ShapeError(where, "more than 2³¹ elements", { got: shape });
  }
}
