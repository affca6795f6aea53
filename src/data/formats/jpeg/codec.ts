import type { OutputInfo } from "sharp";
import sharp from "sharp";
import { FormatError } from "../../../base/errors.js";
import type { JpegHeader } from "./header.js";

// What libvips, which is one for the whole process, may do: read JPEG from memory, and nothing else; no file and no
// address, whatever the bytes say. One thread a picture, nothing kept: time and memory are as asked for.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadJpegBuffer"] });
sharp.concurrency(1);
sharp.cache(false);

/**
 * The samples of a JPEG file, pixel after pixel as libjpeg gives them (grey or R, G, B); `header` is of the same bytes,
 * which must not change before the promise is settled.
 *
 * By sharp, which brings libjpeg (mozjpeg) as machine code: its samples are Pillow's, bit for bit, in some three times
 * Pillow's time (bench/image-pipeline.mjs): libvips' way from its reader to one buffer takes most of it.
 * @throws FormatError where libjpeg warns of anything, so that no sample is guessed.
 */
export async function unpackJpeg(
  bytes: Uint8Array,
  header: JpegHeader,
  source: string,
): Promise<Uint8Array> {
  const { width, height, channels } = header;
  const options = {
    failOn: "warning",
    ignoreIcc: true,
    limitInputPixels: width * height,
    sequentialRead: true,
  } as const;
  let unpacked: { readonly data: Uint8Array; readonly info: OutputInfo };
  try {
    unpacked = await sharp(bytes, options)
      .toColourspace(channels === 1 ? "b-w" : "srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch (cause) {
    // libvips says the same again on further lines.
    const [reason = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new FormatError(source, "damaged JPEG", { reason });
  }
  const { data, info } = unpacked;
  const got = [info.channels, info.height, info.width];
  const isWhole = data.length === channels * height * width;
  if (!isWhole || got[0] !== channels || got[1] !== height || got[2] !== width) {
    throw new FormatError(source, "JPEG samples differ from their header", {
      expected: [channels, height, width],
      got,
    });
  }
  return data;
}
