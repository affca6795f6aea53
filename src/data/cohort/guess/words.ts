/** Words by which columns and their values are known; all compared without capitals. */
import type { PartName } from "../../part-name.js";

/** What a column may be, by its name. */
export const columnWords = {
  subject:
    /^(patients?|subjects?|participants?|persons?|cases?|lesions?|individual|mrn|eid)[ _.-]?(id|number|nr|no|name|key|code)?$/i,
  split: /^(split|set|partition|part|subset|phase|data[ _.-]?split|fold)$/i,
  target: [
    /^(target|label)$/i,
    /^(class|diagnosis|dx|finding|disease|outcome|pathology|group)$/i,
    /^(malignan(t|cy)|benign_malignant|abnormal|tumou?r|lesion|melanoma|pneumonia|effusion)$/i,
    /^(findings|status|y)$/i,
  ],
} as const;

/** Attributes that images are known to show, or sites to differ by: kind, and the names of its columns, tags and fields. */
export const attributeWords: readonly { readonly kind: string; readonly name: RegExp }[] = [
  { kind: "sex", name: /^(patient'?s?[ _.-]?)?(sex|gender)$/i },
  { kind: "age", name: /^(patient'?s?[ _.-]?)?age([ _.-]?(years?|yrs?|at[ _.-]?scan|approx))?$/i },
  {
    kind: "site",
    name: /^(site|cent(er|re)|hospital|institution|clinic|source|dataset|cohort)([ _.-]?(id|name|code))?$/i,
  },
  {
    kind: "scanner",
    name: /^(scanner|device|manufacturer'?s?|vendor|camera|model|maker)([ _.-]?(id|name|type|model|model[ _.-]?name))?$/i,
  },
  { kind: "view", name: /^(view|ap[/_]pa|frontal[/_]lateral|projection)([ _.-]?position)?$/i },
  { kind: "field", name: /^(field|magnetic[ _.-]?field)([ _.-]?strength)?$/i },
  { kind: "ethnicity", name: /^(race|ethnicity|ethnic[ _.-]?group|skin[ _.-]?type|fitzpatrick)$/i },
  { kind: "marker", name: /^(marker|ruler|tube|drain|pacemaker|ink|hair|band[ _.-]?aid)s?$/i },
  { kind: "place", name: /^(laterality|side|locali[sz]ation|location|body[ _.-]?part)$/i },
  { kind: "insurance", name: /^(insurance|language|marital[ _.-]?status)$/i },
];

/** Answers of yes-or-no columns. */
export const answerWords: Readonly<
  Record<"positive" | "negative" | "uncertain", ReadonlySet<string>>
> = {
  positive: new Set([
    ...["1", "yes", "y", "true", "t", "positive", "pos", "present", "abnormal", "malignant"],
    ...[
      "case",
      "patient",
      "diseased",
      "disease",
      "ad",
      "tumor",
      "tumour",
      "cancer",
      "pathological",
    ],
  ]),
  negative: new Set([
    ...["0", "no", "n", "false", "f", "negative", "neg", "absent", "normal", "benign"],
    ...["control", "healthy", "hc", "cn", "nc", "no finding", "none", "clear"],
  ]),
  uncertain: new Set(["-1", "uncertain", "unknown", "equivocal", "unsure", "?"]),
};

/** Words of parts that a split column may have beside those that cohort files know. */
export const partWords: Readonly<Record<PartName, ReadonlySet<string>>> = {
  train: new Set(["train", "training", "tr", "dev", "development"]),
  validation: new Set(["valid", "val", "validation", "validate", "tune", "tuning"]),
  test: new Set(["test", "testing", "te", "holdout", "hold-out"]),
};
