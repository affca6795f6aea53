import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { AuditInput } from "../../evaluation/audit/audit-input.js";
import type { FeatureDependence, TierFinding } from "../../evaluation/audit/audit-results.js";
import { notExamined } from "../../evaluation/audit/decide-verdict.js";
import type { Undefined } from "../../evaluation/metric.js";
import { measureDependence } from "../../probing/dependence/measure-dependence.js";
import { answerPatterns } from "../../probing/answer-patterns.js";
import type { ClassTarget, FeatureTable } from "../../probing/probe.js";
import { readAttributes } from "../../probing/read-attributes.js";
import { encodedFinding } from "./encoded-finding.js";

/** The rows that an audit takes, as far as features are asked about them. */
export interface EncodedInput extends Pick<
  AuditInput,
  "subjects" | "attributes" | "targets" | "settings"
> {
  /** Name of the label: of several targets, answers of yes or no, of all of them together; default that of the first. */
  readonly label?: string;
}

/**
 * The tier *encoded* of the attributes of an audit, from features of its rows: {@link readAttributes} and {@link measureDependence} with the
 * audit's seed, on the same rows. A target that is a number counts by its bins, several answers of yes or no by their whole pattern ({@link answerPatterns}).
 * @param source the features in words: "tensor pooled", "the features".
 * @returns the finding of an attribute.
 */
export function examineEncoding(
  features: FeatureTable,
  input: EncodedInput,
  source: string,
): (attribute: string) => TierFinding {
  const { subjects, attributes } = input;
  const label = labelOf(input);
  const { readings, encoded } = readAttributes(
    { features, subjects, label, attributes: attributes.map(asClasses) },
    probingRng(input),
  );
  const dependenceOf = dependenceOfAttributes(features, input);
  return (attribute) => {
    const reading = readings.get(attribute);
    if (reading === undefined) return notExamined("no attribute of the features");
    const dependence = dependenceOf(attribute);
    return encodedFinding("reason" in reading ? reading : { ...reading, encoded }, attribute, {
      source,
      subjects: new Set(subjects).size,
      ...(dependence === undefined ? {} : { dependence }),
    });
  };
}

/** {@link measureDependence} of the attributes of an audit, by name; of a number by its values. */
export function dependenceOfAttributes(
  features: FeatureTable,
  input: EncodedInput,
): (attribute: string) => FeatureDependence | Undefined | undefined {
  const { subjects, attributes } = input;
  const measured = measureDependence(
    {
      ...{ features, subjects, label: labelOf(input) },
      attributes: attributes.map((attribute) => {
        const { numbers } = attribute;
        return { ...asClasses(attribute), ...(numbers === undefined ? {} : { numbers }) };
      }),
    },
    probingRng(input),
  );
  return (attribute) => measured.get(attribute);
}

function probingRng({ settings }: EncodedInput) {
  return createRng(settings?.seed ?? 0)
    .child("audit")
    .child("probing");
}

/** What "given the label" is given. */
function labelOf({ targets, label }: EncodedInput): ClassTarget {
  const [target] = targets;
  const name = label ?? target?.name ?? "";
  if (targets.length > 1) {
    const answers = targets.flatMap((one) =>
      one.kind === "number" ? [] : [{ name: one.name, values: one.labels }],
    );
    return answerPatterns(name, answers);
  }
  const only = at(targets, 0);
  return only.kind === "number"
    ? { kind: "classes", name, valueNames: only.binNames, values: only.bins }
    : { kind: "classes", name, valueNames: only.classes, values: only.labels };
}

function asClasses({ name, valueNames, values }: AuditInput["attributes"][number]): ClassTarget {
  return { kind: "classes", name, valueNames, values };
}
