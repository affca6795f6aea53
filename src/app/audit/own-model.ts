import { z } from "zod";
import { ConfigError, FormatError } from "../../base/errors.js";
import { readMetadata } from "../../graph/onnx/read-metadata.js";
import { logitsOutput } from "../../methods/method.js";
import { numberOutput } from "../../methods/number-head.js";
import { asJson } from "../as-json.js";
import { differingKey } from "../check-run-folder.js";

/** What the metadata of a model of ours say of its ports: docs/export.md. */
export interface OwnModel {
  readonly output: string;
  /** Names of its answers in order, classes or labels; null: it answers a number. */
  readonly names: readonly string[] | null;
  /** The output of its features. */
  readonly features: string;
  /** How the images that it learnt from were made of files; undefined: it was not trained on a cohort. */
  readonly preparation: unknown;
}

const described = z.object({
  name: z.string(),
  valueNames: z.array(z.string()),
  labels: z.array(z.string()).optional(),
  continuous: z.boolean().optional(),
});

/**
 * What a model of ours says of itself; null of a model of another program.
 * @throws FormatError for bytes that are no ONNX model, or damaged metadata. ConfigError for a model that must be told attributes.
 */
export function readOwnModel(bytes: Uint8Array, source: string): OwnModel | null {
  const metadata = readMetadata(bytes, source);
  const text = metadata["unconfound.label"];
  if (text === undefined) return null;
  const parsed = described.safeParse(parseJson(text, source));
  if (!parsed.success) {
    throw new FormatError(source, "unconfound.label in the metadata is damaged", { got: text });
  }
  if (metadata["unconfound.attributesRead"] !== undefined) {
    throw new ConfigError(source, "a model that must be told attributes of each picture", {
      got: metadata["unconfound.attributesRead"],
      advice: "Audit its run in the place of the file.",
    });
  }
  const { name, valueNames, labels, continuous = false } = parsed.data;
  const preparation = metadata["unconfound.preparation"];
  return {
    output: continuous ? numberOutput(name) : logitsOutput(name),
    names: continuous ? null : (labels ?? valueNames),
    features: "features",
    preparation: preparation === undefined ? undefined : parseJson(preparation, source),
  };
}

/** In what the pictures of a cohort are made otherwise than those that the model learnt from; null where they are not, or it is not known. */
export function preparationDifference(own: OwnModel, preparation: unknown): string | null {
  if (own.preparation === undefined) return null;
  return differingKey(
    preprocessOf(own.preparation),
    preprocessOf(asJson(preparation)),
    "preprocess",
  );
}

function preprocessOf(preparation: unknown): unknown {
  return (preparation as { readonly preprocess?: unknown } | null)?.preprocess ?? null;
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new FormatError(source, "metadata that are no JSON", { got: String(error) });
  }
}
