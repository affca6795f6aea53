import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { AuditInput } from "../../evaluation/audit/audit-input.js";
import type { FeatureDependence, TierFinding } from "../../evaluation/audit/audit-results.js";
import { notExamined } from "../../evaluation/audit/decide-verdict.js";
import { fineStrata } from "../../evaluation/audit/fine-strata.js";
import type { Undefined } from "../../evaluation/metric.js";
import { numberSubjects } from "../../evaluation/number-subjects.js";
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
 * audit's seed, on the same rows. A target that is a number is read by its bins and given by finer parts of them ({@link fineStrata}), several answers of yes or no by their whole pattern ({@link answerPatterns}).
 * @param source the features in words: "tensor pooled", "the features".
 * @returns the finding of an attribute.
 */
export function examineEncoding(
  features: FeatureTable,
  input: EncodedInput,
  source: string,
): (attribute: string) => TierFinding {
  const { subjects, attributes } = input;
  const { readings, encoded } = readAttributes(
    { features, subjects, ...labelOf(input), attributes: attributes.map(asClasses) },
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
      ...{ features, subjects, label: labelOf(input).given },
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

/** The label that is read, and what "given the label" is given: of a number finer parts of it. */
function labelOf({ targets, label, subjects }: EncodedInput): {
  readonly label: ClassTarget;
  readonly given: ClassTarget;
} {
  const [target] = targets;
  const name = label ?? target?.name ?? "";
  if (targets.length > 1) {
    const answers = targets.flatMap((one) =>
      one.kind === "number" ? [] : [{ name: one.name, values: one.labels }],
    );
    const pattern = answerPatterns(name, answers);
    return { label: pattern, given: pattern };
  }
  const only = at(targets, 0);
  const isNumber = only.kind === "number";
  const own: ClassTarget = {
    ...{ kind: "classes", name, valueNames: isNumber ? only.binNames : only.classes },
    values: isNumber ? only.bins : only.labels,
  };
  const numbers = isNumber ? only.targets : only.kind === "unanswered" ? only.numbers : undefined;
  if (numbers === undefined) return { label: own, given: own };
  const { strata, count } = fineStrata({
    ...{ targets: numbers, bins: own.values, binCount: own.valueNames.length },
    subjects: numberSubjects(subjects).subjectOf,
  });
  const valueNames = Array.from({ length: count }, (_, part) => `part ${part + 1} of ${count}`);
  return { label: own, given: { ...own, valueNames, values: strata } };
}

function asClasses({ name, valueNames, values }: AuditInput["attributes"][number]): ClassTarget {
  return { kind: "classes", name, valueNames, values };
}
