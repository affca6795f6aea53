import type { ByteOrder } from "../elements.js";

/** One frame after its codec: samples of whole bytes, colour as the codec leaves it. */
export interface RawFrame {
  readonly bytes: Uint8Array;
  readonly bytesPerSample: 1 | 2 | 4;
  readonly order: ByteOrder;
  /** All of one channel after the other, not pixel after pixel. */
  readonly planar: boolean;
  /** Bits that count, and the place of the highest of them. */
  readonly bitsStored: number;
  readonly highBit: number;
  /** What three channels are: a codec may have converted them, or its stream may say better than the file. */
  readonly colour: "rgb" | "ybr";
}

/** Samples that a frame must turn out to have. */
export interface FrameSize {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
}
