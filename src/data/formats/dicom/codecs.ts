import { createRequire } from "node:module";
import { FormatError } from "../../../base/errors.js";
import { requirePlausibleSize } from "../picture/size-limit.js";

const require = createRequire(import.meta.url);

/** What a stream must turn out to be. */
export interface StreamPicture {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  /** Bits of a sample, 1 to 16. */
  readonly precision: number;
}

/** What a codec makes of a stream: samples of one byte up to 8 bits, else of two, little endian. */
export interface DecodedStream {
  readonly bytes: Uint8Array;
  /** All of one component after the other, not pixel after pixel. */
  readonly planar: boolean;
}

/**
 * The decoders of JPEG-LS and JPEG 2000: WebAssembly inside of the packages, never fetched. Each is loaded when it is first
 * needed; make one value for a program and hand it to every decode.
 */
export interface DicomCodecs {
  /** @throws FormatError with `where` for a stream that the codec refuses, or of which it makes another picture. */
  readonly decode: (
    codec: DicomCodecName,
    stream: Uint8Array,
    picture: StreamPicture,
    where: string,
  ) => Promise<DecodedStream>;
}

export type DicomCodecName = "jpeg-ls" | "jpeg-2000";

/** The decoder classes that Emscripten builds export, as far as they are used. */
interface StreamDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly componentCount: number;
  };
  /** JPEG-LS only: 0 one component after the other, 1 by line, 2 by sample; the last two come out pixel after pixel. */
  getInterleaveMode?: () => number;
  delete(): void;
}

interface DecoderModule {
  readonly Decoder: new () => StreamDecoder;
  /** Bytes of memory that the module has taken; it never gives any back. */
  readonly memory: () => number;
}

type ModuleFactory = (
  options: object,
) => Promise<Readonly<Record<string, DecoderModule["Decoder"]>> & { readonly HEAPU8: Uint8Array }>;

const modules = {
  "jpeg-ls": { path: "@cornerstonejs/codec-charls/decodewasmjs", name: "JpegLSDecoder" },
  "jpeg-2000": { path: "@cornerstonejs/codec-openjpeg/decodewasmjs", name: "J2KDecoder" },
} as const satisfies Record<DicomCodecName, { readonly path: string; readonly name: string }>;

/**
 * Both formats end with this, and each stream is given it once more: CharLS never comes back from a picture that is cut off
 * without it. Neither decoder looks at what follows the stream's own.
 */
const endMarker = [0xff, 0xd9] as const;

/** A module that has grown beyond this is given up after its picture. */
const mostMemory = 2 ** 28;

/** The most samples that one byte of a stream may give: blank pictures of 16384 columns have so many, no other. */
const samplesPerByte = 2 ** 17;

/**
 * Codecs that keep one instance of each module. A module that has failed on a stream is given up, since its memory may
 * be damaged, and the next stream gets a new one: what a stream gives does not depend on the streams before it.
 */
export function createDicomCodecs(): DicomCodecs {
  const loaded = new Map<DicomCodecName, Promise<DecoderModule>>();
  return {
    decode: async (codec, stream, picture, where) => {
      const { rows, columns, samplesPerPixel } = picture;
      const size = rows * columns * samplesPerPixel;
      const fit = { size, packed: stream.length, ratio: samplesPerByte };
      requirePlausibleSize([samplesPerPixel, rows, columns], fit, where);
      const pending = loaded.get(codec) ?? loadDecoder(codec);
      loaded.set(codec, pending);
      const giveUp = (): void => {
        if (loaded.get(codec) === pending) loaded.delete(codec);
      };
      const module = await pending;
      try {
        const decoded = runDecoder(module, stream, picture);
        if (module.memory() > mostMemory) giveUp();
        return decoded;
      } catch {
        giveUp();
        throw new FormatError(where, `damaged ${codec} stream`);
      }
    },
  };
}

async function loadDecoder(codec: DicomCodecName): Promise<DecoderModule> {
  const { path, name } = modules[codec];
  // The packages have no types; the classes are those of their sources.
  const factory = require(path) as ModuleFactory;
  const silent = (): void => undefined;
  const exported = await factory({ print: silent, printErr: silent });
  const Decoder = exported[name];
  if (Decoder === undefined) throw new TypeError(`${path} has no ${name}`);
  return { Decoder, memory: () => exported.HEAPU8.length };
}

/** Throws, whatever the module throws, unless the stream is the picture that was declared. */
function runDecoder(
  { Decoder }: DecoderModule,
  stream: Uint8Array,
  { rows, columns, samplesPerPixel, precision }: StreamPicture,
): DecodedStream {
  const decoder = new Decoder();
  const encoded = decoder.getEncodedBuffer(stream.length + endMarker.length);
  encoded.set(stream);
  encoded.set(endMarker, stream.length);
  decoder.decode();
  const { width, height, componentCount } = decoder.getFrameInfo();
  // The decoded buffer lies in the module's memory, which the next stream overwrites.
  const bytes = Uint8Array.from(decoder.getDecodedBuffer());
  const planar = decoder.getInterleaveMode?.() === 0;
  decoder.delete();
  const expected = [
    rows,
    columns,
    samplesPerPixel,
    rows * columns * samplesPerPixel * (precision <= 8 ? 1 : 2),
  ];
  const got = [height, width, componentCount, bytes.length];
  if (got.some((value, index) => value !== expected[index])) throw new TypeError("another picture");
  return { bytes, planar };
}
