import { ConfigError } from "../../../base/errors.js";
import { at, sizeOf, type ArrayTree } from "../../../base/ndarray.js";
import type { PlaceCentres } from "../../../base/place-centres.js";
import type { SetImages } from "../../../data/batch.js";
import type { SaliencyMethod } from "../../../evaluation/audit/saliency-results.js";
import { enlargeMap } from "../../../evaluation/labels/enlarge-map.js";
import { createProgram } from "../../../graph/program.js";
import { attributeInput, batchInputs, logitsOutput } from "../../../methods/method.js";
import { numberOutput } from "../../../methods/number-head.js";
import { encoders, patchesOf } from "../../../nn/encoders/registry.js";
import { attributionMap, gradientMap } from "../../../probing/saliency/channel-maps.js";
import {
  integrateGradients,
  integrationPoints,
} from "../../../probing/saliency/integrated-gradients.js";
import { saliencyNames, saliencyProgram } from "../../../probing/saliency/saliency-program.js";
import { compile, type Executable, type HostArray } from "../../../runtime/compile.js";
import { buildRunMethod, mapOfRun } from "../../build-run-method.js";
import type { OpenedRun } from "../../open-run.js";
import type { PreparedRun } from "../../prepare-run.js";
import type { Look, Looker } from "./looker.js";
import { auditPatches, occlusionLook } from "./occlusion-look.js";
import { evenPicture, pictureAt } from "./picture-baseline.js";

/** Pictures at a time: a gradient holds all maps of the network at once. */
const batch = 16;
/** With the picture and the baseline themselves two whole batches. */
const steps = 2 * batch - 2;

/** Networks of a run in any state, ready to be asked where they look. */
export interface RunNetworks {
  /** The network in this state, over the pictures of a set. @param baseline level of each channel that is nothing. */
  lookerOf(state: ArrayTree, images: SetImages, baseline: readonly number[]): Looker;
  dispose(): Promise<void>;
}

/** Where the places of a map look, or null where the encoder has none. */
interface MapPlace {
  readonly places: readonly number[];
  readonly centres: PlaceCentres | null;
}

/**
 * Compile what the networks of a run are asked: one program for the score with its way back, one for the score alone.
 * @throws ConfigError for a target of one class.
 */
export async function openRunNetworks(
  { config, blueprint }: Pick<OpenedRun, "config" | "blueprint">,
  { job }: Pick<PreparedRun, "job">,
): Promise<RunNetworks> {
  const { label } = blueprint;
  const isNumber = label.scale !== undefined;
  const { labels: { length: answers = 0 } = [] } = label;
  const { predict } = buildRunMethod(config, blueprint, null, batch);
  const map = "map" in encoders[config.model.encoder] ? mapOfRun(config, blueprint) : null;
  const { encoder, options: settings } = config.model;
  const patches = patchesOf(encoder, { shape: blueprint.imageShape }, settings as never);
  const program = saliencyProgram(predict, {
    image: batchInputs.image,
    output: isNumber ? numberOutput(label.name) : logitsOutput(label.name),
    score: isNumber || answers > 0 ? "column" : "log odds",
    map: map === null ? null : [map.channels, ...map.places],
    patches,
  });
  const score = program.outputs.find(({ name }) => name === saliencyNames.score);
  if (score === undefined) throw new ConfigError("saliency", "no score");
  const options = { threads: job.threads, device: job.device };
  const backward = await compile(program, job.backend, options);
  const forward = await compile(
    createProgram("score", { [saliencyNames.score]: score.tensor }),
    job.backend,
    options,
  );
  const names = blueprint.attributes.map(({ name }) => name);
  const hasCam = program.outputs.some(({ name }) => name === saliencyNames.cam);
  return {
    lookerOf: (state, images, baseline) => {
      const classes = isNumber ? 1 : answers > 0 ? answers : label.valueNames.length;
      const asked = { state, images, names, classes };
      return runLooker({
        ...asked,
        backward,
        forward,
        map: hasCam ? map : null,
        patches,
        baseline,
      });
    },
    async dispose() {
      await backward.dispose();
      await forward.dispose();
    },
  };
}

/** A network in a state, and the pictures that it is asked about. */
interface Network {
  readonly state: ArrayTree;
  readonly images: SetImages;
  /** Of the set's attributes. */
  readonly names: readonly string[];
  /** Columns of what is predicted: classes, answers, or one number. */
  readonly classes: number;
}

interface RunLooker extends Network {
  readonly backward: Executable;
  readonly forward: Executable;
  readonly map: MapPlace | null;
  readonly patches: readonly number[] | null;
  readonly baseline: readonly number[];
}

function runLooker({ backward, forward, map, patches, baseline, ...network }: RunLooker): Looker {
  const { imageShape } = network.images;
  const law = { ...auditPatches(imageShape), fill: baseline };
  const nothing = evenPicture(baseline, imageShape);
  return {
    methods: new Map<SaliencyMethod, Readonly<Record<string, number | readonly number[]>>>([
      ["gradient", {}],
      ["integrated_gradients", { steps }],
      ...(map === null ? [] : [["grad_cam", { places: map.places }] as const]),
      ...(patches === null ? [] : [["attention", { patches }] as const]),
      ["occlusion", { patch: law.patch, stride: law.stride }],
    ]),
    async look(position, chosen) {
      const picture = pictureAt(network.images, position);
      const points = [picture, nothing, ...integrationPoints(picture, nothing, steps)];
      const found = await run(backward, network, position, chosen, points);
      const occluded = await occlusionLook(
        picture,
        law,
        async (pictures) => (await run(forward, network, position, chosen, pictures)).scores,
        batch,
      );
      return lookOf({ picture, nothing, imageShape, map, patches, found, occluded });
    },
  };
}

/** What a program says of variants of one picture, in their order. */
interface Found {
  readonly scores: readonly number[];
  readonly gradients: readonly Float32Array[];
  readonly cams: readonly Float32Array[];
  readonly attentions: readonly Float32Array[];
}

function lookOf(seen: {
  readonly picture: Float32Array;
  readonly nothing: Float32Array;
  readonly imageShape: readonly number[];
  readonly map: MapPlace | null;
  readonly patches: readonly number[] | null;
  readonly found: Found;
  readonly occluded: Float64Array;
}): Look {
  const { picture, nothing, imageShape, map, patches, found, occluded } = seen;
  const [gradient = new Float32Array(), , ...along] = found.gradients;
  const [own = NaN, empty = NaN] = found.scores;
  const integrated = integrateGradients(picture, nothing, along, { picture: own, baseline: empty });
  const { attributions, error, difference } = integrated;
  const maps = new Map<SaliencyMethod, Float64Array>([
    ["gradient", gradientMap(gradient, imageShape)],
    ["integrated_gradients", attributionMap(attributions, imageShape)],
  ]);
  if (map !== null) {
    const rectified = at(found.cams, 0).map((value) => Math.max(0, value));
    maps.set("grad_cam", enlargeMap(rectified, map.places, imageShape.slice(1), map.centres));
  }
  if (patches !== null) {
    maps.set("attention", enlargeMap(at(found.attentions, 0), patches, imageShape.slice(1)));
  }
  maps.set("occlusion", occluded);
  return { maps, completeness: { error, difference } };
}

/** Run a program on pictures that are variants of the one at `position`, batch by batch; the last one is filled up. */
async function run(
  executable: Executable,
  { state, images, names, classes }: Network,
  position: number,
  chosen: number,
  pictures: readonly Float32Array[],
): Promise<Found> {
  const size = sizeOf(images.imageShape);
  const feeds: Record<string, HostArray> = {
    [saliencyNames.chosen]: Float32Array.from({ length: batch * classes }, (_, entry) =>
      Number(entry % classes === chosen),
    ),
  };
  for (const { name } of executable.program.inputs) {
    const values = state[name];
    if (values !== undefined) feeds[name] = values;
    const attribute = names.findIndex((own) => attributeInput(own) === name);
    if (attribute >= 0) {
      const value = at(at(images.set.attributes, attribute), position);
      feeds[name] = new Int32Array(batch).fill(value);
    }
  }
  const found = {
    scores: [] as number[],
    gradients: [] as Float32Array[],
    cams: [] as Float32Array[],
    attentions: [] as Float32Array[],
  };
  for (let start = 0; start < pictures.length; start += batch) {
    const image = new Float32Array(batch * size);
    for (let row = 0; row < batch; row++) {
      image.set(at(pictures, Math.min(start + row, pictures.length - 1)), row * size);
    }
    const outputs = await executable.run({ ...feeds, [batchInputs.image]: image });
    const rowsOf = (name: string): Float32Array[] => {
      const values = (outputs[name] ?? new Float32Array()) as Float32Array;
      const width = values.length / batch;
      const real = width === 0 ? 0 : Math.min(batch, pictures.length - start);
      return Array.from({ length: real }, (_, row) => values.slice(row * width, (row + 1) * width));
    };
    found.scores.push(...rowsOf(saliencyNames.score).map((score) => at(score, 0)));
    found.gradients.push(...rowsOf(saliencyNames.gradient));
    found.cams.push(...rowsOf(saliencyNames.cam));
    found.attentions.push(...rowsOf(saliencyNames.attention));
  }
  return found;
}
