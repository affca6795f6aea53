import { stringify } from "yaml";
import { ConfigError } from "../../base/errors.js";
import type { CohortConfig } from "../../config/cohort-config.js";

/** Attributes that a default run takes: groups of more are soon empty. */
export const mostAttributes = 2;
/** Side above which a residual net is worth its time. */
const smallSide = 64;

/** Of the network for volumes: a fifth of the published one's time on a CPU, and good for volumes from 16 voxels. */
const lightWidths: readonly number[] = [16, 32, 64, 64, 32];

/** A run on a cohort file with our defaults, as a run file; `unconfound init` writes it, `train cohort.yml` runs it. */
export interface DefaultRun {
  readonly text: string;
  /** Attributes of the cohort file that it leaves out. */
  readonly leftOut: readonly string[];
}

/**
 * The default run of a cohort: MIMM-X with rebalancing against its first two attributes, a small network for small
 * images, ResNet-18 for others, a light SFCN for volumes.
 * @param file name of the cohort file, from where the run file lies.
 * @throws ConfigError for a cohort without attributes: there is nothing that a model could be kept from.
 */
export function defaultRun(cohort: CohortConfig, file: string): DefaultRun {
  const names = cohort.attributes.map(({ name }) => name);
  if (names.length === 0) {
    throw new ConfigError(file, "the cohort has no attributes", {
      advice: "Name possible shortcuts (sex, scanner, view) under attributes: docs/cohort.md.",
    });
  }
  const attributes = names.slice(0, mostAttributes);
  const text = `# A run to start from. Every key: docs/configuration.md. Methods to compare: docs/compare.md.
data: ${inline({ cohort: file, attributes })}
model: ${inline({ ...encoderFor(cohort), features: 4 })}
sampling: rebalance # ${groupsOf(cohort)} equally often; natural: as they are
method: # or { name: multitask }, { name: erm }
  name: mimm-x
  lambda: 0.5 # how hard features of label and attributes are kept apart
  distribution: natural
  gradientScaling: clip-shared
  partPairs: primary
train:
  epochs: 30
  batch: 32
  optimizer: { name: adam, lr: 1e-3 }
  averageDecay: 0.99
  selection: { rule: adjusted-accuracy, burnIn: 5 }
seed: 0
`;
  return { text, leftOut: names.slice(mostAttributes) };
}

/** Of which the groups are made: no label of several is in them. */
function groupsOf({ target }: CohortConfig): string {
  return target.as === "labels"
    ? "all values of the attributes"
    : "all groups (label x attributes)";
}

/** By the size that the last step with one fixes. */
function encoderFor({ preprocess }: CohortConfig): object {
  const sizes = preprocess.flatMap((step) => ("size" in step ? [step.size] : []));
  const size = sizes.at(-1) ?? [smallSide];
  if (size.length === 3) return { encoder: "sfcn", options: { channels: lightWidths } };
  return { encoder: Math.max(...size) <= smallSide ? "mimm-cnn" : "resnet-18" };
}

function inline(value: object): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}
