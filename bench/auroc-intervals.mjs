/**
 * How often 95 % intervals of an AUROC hold the true one: percentiles of 1000 resamples of subjects beside DeLong's by subject, in
 * small groups with one to four rows a subject. `plain` is DeLong's without the logit, `by row` takes rows for subjects.
 *
 * Usage: node bench/auroc-intervals.mjs [sets]   (after `npm run build`; default 400 sets of rows each; some five minutes)
 *
 * A row's score is d · label + 0.7 · (effect of its subject) + 0.7 · noise, so the true AUROC is Φ(d / √(2 · 0.98)) for rows of
 * different subjects, which all pairs are: the label is the subject's, drawn with a chance of 0.3.
 */
import { createRng } from "../dist/base/rng.js";
import { aurocInterval } from "../dist/evaluation/intervals/auroc-interval.js";
import { delongCovariance } from "../dist/evaluation/intervals/delong-covariance.js";
import { delongInterval } from "../dist/evaluation/intervals/delong-interval.js";
import { delongParts } from "../dist/evaluation/intervals/delong-parts.js";
import { normal975, normalCdf } from "../dist/evaluation/intervals/normal.js";

const sets = Number(process.argv[2] ?? 400);

function drawRows(rng, subjectCount, distance) {
  const [labels, scores, subjects] = [[], [], []];
  for (let subject = 0; subject < subjectCount; subject++) {
    const own = rng.normal();
    const rows = 1 + rng.integer(4);
    const label = rng.uniform() < 0.3 ? 1 : 0;
    for (let row = 0; row < rows; row++) {
      labels.push(label);
      scores.push(distance * label + 0.7 * own + 0.7 * rng.normal());
      subjects.push(subject);
    }
  }
  return { labels, scores, subjects };
}

function cover(subjectCount, distance) {
  const truth = normalCdf(distance / Math.sqrt(2 * 0.98));
  const rng = createRng(`${subjectCount} ${distance}`);
  const counts = { bootstrap: 0, plain: 0, logit: 0, rows: 0 };
  const lost = { bootstrap: 0, delong: 0 };
  const holds = ({ low, high }) => (low <= truth && truth <= high ? 1 : 0);
  for (let set = 0; set < sets; set++) {
    const rows = drawRows(rng, subjectCount, distance);
    const { labels, scores, subjects } = rows;
    const probabilities = scores.flatMap((score) => {
      const p = 1 / (1 + Math.exp(-score));
      return [1 - p, p];
    });
    const subject = subjects.map(String);
    const bootstrap = aurocInterval({ label: labels, probabilities, subject }, rng.child(`${set}`));
    if ("reason" in bootstrap) lost.bootstrap += 1;
    else counts.bootstrap += holds(bootstrap);
    const parts = delongParts(rows);
    const logit = "reason" in parts ? parts : delongInterval(parts);
    if ("reason" in logit) {
      lost.delong += 1;
      continue;
    }
    counts.logit += holds(logit);
    const half = normal975 * Math.sqrt(delongCovariance(parts, parts));
    counts.plain += holds({ low: parts.area - half, high: parts.area + half });
    counts.rows += holds(delongInterval(delongParts({ ...rows, subjects: [...labels.keys()] })));
  }
  const share = (count, out) => (count / (sets - out)).toFixed(3);
  console.log(
    [
      String(subjectCount).padStart(8),
      truth.toFixed(3),
      share(counts.bootstrap, lost.bootstrap).padStart(9),
      share(counts.plain, lost.delong).padStart(7),
      share(counts.logit, lost.delong).padStart(7),
      share(counts.rows, lost.delong).padStart(9),
      `${lost.bootstrap}, ${lost.delong}`.padStart(9),
    ].join("  "),
  );
}

console.log(`Share of ${sets} intervals that hold the true AUROC; nominal 0.950.`);
console.log(
  "subjects  true   bootstrap    plain    logit     by row  undefined (bootstrap, DeLong)",
);
for (const subjectCount of [20, 40, 100]) {
  for (const distance of [0.5, 1.5, 3]) cover(subjectCount, distance);
}
