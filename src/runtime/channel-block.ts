import { sizeOf } from "../base/ndarray.js";
import { emitOnnx } from "../graph/onnx/emit.js";
import { conv } from "../graph/ops/conv.js";
import { input } from "../graph/ops/source.js";
import { createProgram, type Program } from "../graph/program.js";
import type { OrtModule } from "./backend.js";

/** Blocks that ONNX Runtime's CPU kernels are built with: 8 (AVX2), 16 (AVX-512, recent ARM). */
const candidates = [8, 16] as const;

/**
 * Channels of a block of this CPU's blocked convolution layout, or null where ONNX Runtime has none. Its
 * interface does not tell, so it is tried: a small convolution of whole numbers must give exactly the numbers of
 * the plain operator. An ONNX Runtime that lacks or changes the layout therefore falls back to plain `Conv`.
 */
export async function findChannelBlock(ort: OrtModule): Promise<number | null> {
  const [x, weight] = [input("x", [1, 16, 18, 18]), input("weight", [16, 16, 3, 3])];
  const program = createProgram("channel-block", { y: conv(x, weight, null) });
  const expected = await runProbe(ort, program, null);
  for (const block of candidates) {
    try {
      const found = await runProbe(ort, program, block);
      if (sameNumbers(found, expected)) return block;
    } catch {
      // Refused: this ONNX Runtime has no such operators.
      return null;
    }
  }
  return null;
}

function sameNumbers(found: Float32Array, expected: Float32Array): boolean {
  return (
    found.length === expected.length && found.every((value, index) => value === expected[index])
  );
}

async function runProbe(
  ort: OrtModule,
  program: Program,
  channelBlock: number | null,
): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(
    emitOnnx(program, { contrib: true, channelBlock }),
    { executionProviders: ["cpu"], intraOpNumThreads: 1, logSeverityLevel: 4 },
  );
  try {
    const feeds = program.inputs.map(({ name, tensor: { shape } }) => {
      const values = Float32Array.from({ length: sizeOf(shape) }, (_, index) => (index * 7) % 13);
      return [name, new ort.Tensor("float32", values, [...shape])] as const;
    });
    const { y } = await session.run(Object.fromEntries(feeds));
    return y?.data instanceof Float32Array ? y.data : new Float32Array(0);
  } finally {
    await session.release();
  }
}
