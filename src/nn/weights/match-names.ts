import { DataError, nearestName } from "../../base/errors.js";
import { isBatchCounter, torchName } from "../torch-names.js";
import type { EncoderOutline } from "./encoder-outline.js";

/** How the arrays of a file belong to those of an encoder. */
export interface NameMatch {
  /** What stands before every name of the file and is taken off; often empty. */
  readonly prefix: string;
  /** Of each array that is taken: name in the file by our name. */
  readonly taken: ReadonlyMap<string, string>;
  /** Of the file, without prefix: what stands after the features, which is not taken. */
  readonly left: readonly string[];
  /** Counters of batch norms in the file, which are not taken. */
  readonly counters: number;
  /** Of the encoder, by PyTorch's names: its last layer, whose width is the run's. */
  readonly fresh: readonly string[];
}

/** What wrappers of PyTorch put before the names of a network. */
const wrappers = ["module.", "model.", "encoder.", "backbone."] as const;
/**
 * What stands after the features of a network: classifiers by torchvision's names, timm's, ours, and what methods of ours
 * have there beside heads (`residualise` and `combat`; `mdn`).
 */
const afterFeatures: readonly string[] = [
  ...["fc", "classifier", "head", "heads"],
  ...["adjust", "metadataNorm"],
];
/** An error names this many arrays. */
const shown = 3;

/**
 * Which array of a file each array of the encoder is, by PyTorch's names. Every array but those of the last layer must be
 * there. A prefix of `wrappers` that all names have is taken off, as are several one after another. Not taken are the last
 * layer, arrays whose first word is one of `afterFeatures`, and counters of batch norms.
 * @param source the file, for messages.
 * @throws DataError for arrays that are missing or that the encoder does not have: the first three, and how many.
 */
export function matchNames(
  file: readonly string[],
  outline: EncoderOutline,
  source: string,
): NameMatch {
  const wanted = new Map<string, string>();
  const fresh: string[] = [];
  for (const [name, { role }] of outline.arrays) {
    if (role === "last") fresh.push(torchName(name));
    else wanted.set(torchName(name), name);
  }
  const prefix = wrapperOf(file, wanted);
  const present = file.map((name) => name.slice(prefix.length));
  const counters = present.filter(isBatchCounter);
  const others = present.filter((name) => !wanted.has(name) && !isBatchCounter(name));
  const isLeft = (name: string) =>
    fresh.includes(name) || afterFeatures.includes(name.split(".")[0] ?? "");
  requireAll(
    [...wanted.keys()],
    present,
    others.filter((name) => !isLeft(name)),
    {
      ...{ encoder: outline.name, source },
    },
  );
  return {
    prefix,
    taken: new Map([...wanted].map(([theirs, ours]) => [ours, prefix + theirs])),
    left: others,
    counters: counters.length,
    fresh,
  };
}

/** The prefixes that all of `names` have, as long as none of the wanted names is there without taking off more. */
function wrapperOf(names: readonly string[], wanted: ReadonlyMap<string, string>): string {
  let prefix = "";
  while (names.length > 0 && !names.some((name) => wanted.has(name.slice(prefix.length)))) {
    const next = wrappers.find((word) => names.every((name) => name.startsWith(prefix + word)));
    if (next === undefined) break;
    prefix += next;
  }
  return prefix;
}

function requireAll(
  wanted: readonly string[],
  present: readonly string[],
  extra: readonly string[],
  { encoder, source }: { readonly encoder: string; readonly source: string },
): void {
  const there = new Set(present);
  const missing = wanted.filter((name) => !there.has(name));
  const foreign = fewOf(extra, (name) => {
    const near = nearestName(name, missing.length > 0 ? missing : wanted);
    return near === undefined ? name : `${name} (nearest: ${near})`;
  });
  if (missing.length > 0) {
    throw new DataError(
      source,
      `lacks arrays of encoder ${encoder}, ${missing.length} of ${wanted.length}`,
      {
        expected: fewOf(missing),
        got: extra.length > 0 ? `in their place ${foreign}` : `${present.length} arrays`,
        advice:
          "The file must be of the same architecture (model.encoder, model.options) under PyTorch's names: docs/weights.md shows how to rename.",
      },
    );
  }
  if (extra.length === 0) return;
  throw new DataError(source, `has arrays that encoder ${encoder} does not have, ${extra.length}`, {
    got: foreign,
    advice:
      "Name the encoder that they are of (model.encoder, model.options), or take them out of the file: docs/weights.md.",
  });
}

/** "a, b, c and 12 more". */
export function fewOf(
  names: readonly string[],
  words: (name: string) => string = (name) => name,
): string {
  const first = names.slice(0, shown).map(words).join(", ");
  return names.length > shown ? `${first} and ${names.length - shown} more` : first;
}
