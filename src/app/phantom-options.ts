import { ConfigError, didYouMean } from "../base/errors.js";
import {
  traceName,
  type AssociatedName,
  type PhantomFilesSettings,
} from "../data/datasets/phantom-files/settings.js";

/** What `data make phantom` was asked for: options as they were typed, undefined where they were not. */
export interface PhantomOptions {
  readonly format: string;
  readonly volumes: boolean;
  readonly split: boolean;
  readonly subjects?: string | undefined;
  readonly images?: string | undefined;
  readonly visits?: string | undefined;
  readonly size?: string | undefined;
  readonly seed?: string | undefined;
  readonly association?: string | undefined;
  readonly associated?: string | undefined;
  readonly target?: string | undefined;
  readonly difficulty?: string | undefined;
  readonly missing?: string | undefined;
  readonly uncertain?: string | undefined;
}

/** Sides of a picture and of a volume. */
const chestSides = { least: 16, most: 1024, usual: 64 };
const brainSides = { least: 16, most: 128, usual: 48 };
const mostImages = 1_000_000;

/**
 * The settings of a phantom on disk, with every default filled in.
 * @throws ConfigError with the option: an unknown word, no number or one out of range, options that exclude each other.
 */
export function parsePhantomOptions(options: PhantomOptions): PhantomFilesSettings {
  const shows = shownOf(options);
  const visits = wholeNumber("--visits", options.visits ?? "1", 1, 100);
  return {
    shows,
    visits,
    images: imagesOf(options, visits),
    seed: wholeNumber("--seed", options.seed ?? "0", 0, Number.MAX_SAFE_INTEGER),
    association: share("--association", options.association ?? "0.9", true),
    ...targetOf(options.target, shows),
    associated: associatedOf(options.associated, traceName({ shows })),
    difficulty: share("--difficulty", options.difficulty ?? "0.5", true),
    missing: share("--missing", options.missing ?? "0", false),
    uncertain: share("--uncertain", options.uncertain ?? "0", false),
    split: options.split,
  };
}

function shownOf({ format, volumes, size }: PhantomOptions): PhantomFilesSettings["shows"] {
  switch (format) {
    case "png":
      if (volumes) {
        throw new ConfigError("--volumes", "a PNG file holds no volume", {
          advice: "Choose --format nifti or dicom.",
        });
      }
      return { kind: "chest", format, size: side(size) };
    case "dicom":
      if (volumes) return { kind: "brain", format, size: sides(size) };
      return { kind: "chest", format, size: side(size) };
    case "nifti":
      return { kind: "brain", format, size: sides(size) };
    default:
      throw unknownWord("--format", format, ["png", "dicom", "nifti"]);
  }
}

/** No key for the finding. */
function targetOf(
  text: string | undefined,
  { kind }: PhantomFilesSettings["shows"],
): Pick<PhantomFilesSettings, "target"> {
  const number = kind === "brain" ? "atrophy" : "heart-size";
  if (text === undefined || text === "finding") return {};
  if (text === number) return { target: number };
  throw unknownWord("--target", text, ["finding", number]);
}

function side(text: string | undefined): number {
  const { least, most, usual } = chestSides;
  return wholeNumber("--size", text ?? String(usual), least, most);
}

/** `48` or `64x64x24`. */
function sides(text: string | undefined): [number, number, number] {
  const { least, most, usual } = brainSides;
  const words = (text ?? String(usual)).split("x");
  const [x = "", y = x, z = x] = words;
  if (words.length !== 1 && words.length !== 3) {
    throw new ConfigError("--size", "a volume has one side or three", {
      expected: "such as 48 or 64x64x24",
      got: text ?? "",
    });
  }
  const sideOf = (word: string): number => wholeNumber("--size", word, least, most);
  return [sideOf(x), sideOf(y), sideOf(z)];
}

function imagesOf({ subjects, images }: PhantomOptions, visits: number): number {
  if (subjects !== undefined && images !== undefined) {
    throw new ConfigError("--images", "says the same as --subjects", {
      advice: "Leave one of them out.",
    });
  }
  if (images !== undefined) return wholeNumber("--images", images, 1, mostImages);
  const most = Math.floor(mostImages / visits);
  return visits * wholeNumber("--subjects", subjects ?? "200", 1, most);
}

function associatedOf(
  text: string | undefined,
  trace: "marker" | "intensity",
): readonly AssociatedName[] {
  if (text === "none") return [];
  const legal = ["sex", "site", trace];
  return (text ?? `site,${trace}`).split(",").map((word, index, words) => {
    if (words.indexOf(word) !== index) {
      throw new ConfigError("--associated", "attribute named twice", { got: word });
    }
    if (word === "sex" || word === "site") return word;
    if (word === trace) return "trace";
    throw unknownWord("--associated", word, [...legal, "none"]);
  });
}

function unknownWord(option: string, got: string, legal: readonly string[]): ConfigError {
  return new ConfigError(option, "unknown word", {
    expected: legal.join(" | "),
    got,
    ...didYouMean(got, legal),
  });
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new ConfigError(option, "value out of range", {
    expected: `a whole number from ${least} to ${most}`,
    got: text,
  });
}

function share(option: string, text: string, mayBeWhole: boolean): number {
  const value = Number(text);
  const isNumber = /^(\d+\.?\d*|\.\d+)$/.test(text);
  if (isNumber && (value < 1 || (mayBeWhole && value === 1))) return value;
  throw new ConfigError(option, "value out of range", {
    expected: mayBeWhole ? "a number from 0 to 1" : "a number from 0 to below 1",
    got: text,
  });
}
