import { createRequire } from "node:module";
import { FormatError } from "../../../base/errors.js";

const require = createRequire(import.meta.url);

/** What a codec makes of a stream; samples of one or two bytes, little endian. */
export interface DecodedStream {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly components: number;
  readonly bitsPerSample: number;
  /** JPEG-LS: 0 one component after the other, 1 by line, 2 by sample. Others: null. */
  readonly interleave: number | null;
}

/**
 * The decoders of JPEG, JPEG-LS and JPEG 2000: WebAssembly inside of the packages, never fetched. Each is loaded when
 * it is first needed; make one value for a program and hand it to every decode.
 */
export interface DicomCodecs {
  /** @throws FormatError with `where` for a stream that the codec refuses. */
  readonly decode: (
    codec: DicomCodecName,
    stream: Uint8Array,
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
    readonly bitsPerSample: number;
    readonly componentCount: number;
  };
  getInterleaveMode?: () => number;
  delete(): void;
}

type DecoderClass = new () => StreamDecoder;
type ModuleFactory = (options: object) => Promise<Readonly<Record<string, DecoderClass>>>;

const modules = {
  "jpeg-ls": { path: "@cornerstonejs/codec-charls/decodewasmjs", name: "JpegLSDecoder" },
  "jpeg-2000": { path: "@cornerstonejs/codec-openjpeg/decodewasmjs", name: "J2KDecoder" },
} as const satisfies Record<DicomCodecName, { readonly path: string; readonly name: string }>;

/**
 * Codecs that keep one instance of each module. A module that has failed on a stream is given up, since its memory may
 * be damaged, and the next stream gets a new one: what a stream gives does not depend on the streams before it.
 */
export function createDicomCodecs(): DicomCodecs {
  const loaded = new Map<DicomCodecName, Promise<DecoderClass>>();
  return {
    decode: async (codec, stream, where) => {
      const pending = loaded.get(codec) ?? loadDecoder(codec);
      loaded.set(codec, pending);
      const Decoder = await pending;
      try {
        return runDecoder(Decoder, stream);
      } catch {
        if (loaded.get(codec) === pending) loaded.delete(codec);
        throw new FormatError(where, `damaged ${codec} stream`);
      }
    },
  };
}

async function loadDecoder(codec: DicomCodecName): Promise<DecoderClass> {
  const { path, name } = modules[codec];
  // The packages have no types; the classes are those of their sources.
  const factory = require(path) as ModuleFactory;
  const silent = (): void => undefined;
  const exported = await factory({ print: silent, printErr: silent });
  const found = exported[name];
  if (found === undefined) throw new TypeError(`${path} has no ${name}`);
  return found;
}

function runDecoder(Decoder: DecoderClass, stream: Uint8Array): DecodedStream {
  const decoder = new Decoder();
  decoder.getEncodedBuffer(stream.length).set(stream);
  decoder.decode();
  const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
  // The decoded buffer lies in the module's memory, which the next stream overwrites.
  const bytes = Uint8Array.from(decoder.getDecodedBuffer());
  const interleave = decoder.getInterleaveMode?.() ?? null;
  decoder.delete();
  return { bytes, width, height, components: componentCount, bitsPerSample, interleave };
}
