import { z } from "zod";
import { adversary, adversaryConfig } from "./adversary.js";
import { distanceCorrelation, distanceCorrelationConfig } from "./distance-correlation.js";
import { hsic, hsicConfig } from "./hsic.js";
import { infoNce, infoNceConfig } from "./info-nce.js";
import type { DependenceMeasure, PairShape } from "./measure.js";
import { mine, mineConfig } from "./mine.js";
import { mmd, mmdConfig } from "./mmd.js";
import { nwj, nwjConfig } from "./nwj.js";
import { vClub, vClubConfig } from "./vclub.js";

/** A declared measure: what a person reads, its settings, and how it is built. */
export interface MeasureDeclaration<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly title: string;
  /** Settings in a run file, `name` among them. */
  readonly config: Schema;
  /** @throws ConfigError where the measure cannot serve the shape; says what to use instead. */
  build(shape: PairShape, options: z.infer<Schema>): DependenceMeasure;
}

function declare<Schema extends z.ZodType>(
  declaration: MeasureDeclaration<Schema>,
): MeasureDeclaration<Schema> {
  return declaration;
}

/** Every measure by name. */
export const measures = {
  mine: declare({
    name: "mine",
    title: "Mutual information neural estimation",
    config: mineConfig,
    build: mine,
  }),
  nwj: declare({
    name: "nwj",
    title: "Nguyen–Wainwright–Jordan bound",
    config: nwjConfig,
    build: nwj,
  }),
  "info-nce": declare({
    name: "info-nce",
    title: "InfoNCE",
    config: infoNceConfig,
    build: infoNce,
  }),
  vclub: declare({
    name: "vclub",
    title: "Variational contrastive log-ratio upper bound",
    config: vClubConfig,
    build: vClub,
  }),
  hsic: declare({
    name: "hsic",
    title: "Hilbert–Schmidt independence criterion",
    config: hsicConfig,
    build: hsic,
  }),
  "distance-correlation": declare({
    name: "distance-correlation",
    title: "Distance correlation",
    config: distanceCorrelationConfig,
    build: distanceCorrelation,
  }),
  mmd: declare({
    name: "mmd",
    title: "Maximum mean discrepancy (equality of laws, not independence)",
    config: mmdConfig,
    build: mmd,
  }),
  adversary: declare({
    name: "adversary",
    title: "Adversary with gradient reversal",
    config: adversaryConfig,
    build: adversary,
  }),
};

export type MeasureName = keyof typeof measures;

/** Names in the order in which help and errors list them. */
export const measureNames = Object.keys(measures) as MeasureName[];

/** `measure: {name: …, …}` of a method: one of the measures with its settings. */
export const measureConfig = z.discriminatedUnion("name", [
  mineConfig,
  nwjConfig,
  infoNceConfig,
  vClubConfig,
  hsicConfig,
  distanceCorrelationConfig,
  mmdConfig,
  adversaryConfig,
]);

/** A parsed {@link measureConfig}. */
export type MeasureConfig = z.infer<typeof measureConfig>;

/** The measure that `config` names, for pairs of `shape`. Errors as in {@link MeasureDeclaration}. */
export function buildMeasure(shape: PairShape, config: MeasureConfig): DependenceMeasure {
  // The registry pairs each name with its own settings; TypeScript cannot follow the index.
  return measures[config.name].build(shape, config as never);
}
