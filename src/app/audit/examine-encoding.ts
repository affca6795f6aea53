import { at } from "../../base/ndarray.js";
import { createRng } from "../../base/rng.js";
import type { AuditInput } from "../../evaluation/audit/audit-input.js";
import type { TierFinding } from "../../evaluation/audit/audit-results.js";
import { notExamined } from "../../evaluation/audit/decide-verdict.js";
import type { FeatureTable } from "../../probing/probe.js";
import { readAttributes } from "../../probing/read-attributes.js";
import { encodedFinding } from "./encoded-finding.js";

/**
 * The tier *encoded* of the attributes of an audit, from features of its rows: {@link readAttributes} with the audit's seed.
 * @param source the features in words: "tensor pooled", "the features".
 * @returns the finding of an attribute.
 */
export function examineEncoding(
  features: FeatureTable,
  { subjects, attributes, targets, settings = {} }: AuditInput,
  source: string,
): (attribute: string) => TierFinding {
  const target = at(targets, 0);
  if (target.kind === "number") return () => notExamined("there are no probes for a number yet");
  const { readings, encoded } = readAttributes(
    {
      features,
      subjects,
      label: { kind: "classes", name: target.name, valueNames: target.classes, values: target.labels },
      attributes: attributes.map(({ name, valueNames, values }) => ({ kind: "classes", name, valueNames, values })),
    },
    createRng(settings.seed ?? 0).child("audit").child("probing"),
  ); // prettier-ignore
  return (attribute) => {
    const reading = readings.get(attribute);
    if (reading === undefined) return notExamined("no attribute of the features");
    return encodedFinding(
      "reason" in reading ? reading : { ...reading, encoded },
      attribute,
      source,
    );
  };
}
