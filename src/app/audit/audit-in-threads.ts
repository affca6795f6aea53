import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { InternalError } from "../../base/errors.js";
import { concludeAudit, type OtherTiers } from "../../evaluation/audit/audit.js";
import type { AuditInput } from "../../evaluation/audit/audit-input.js";
import {
  joinMeasured,
  measurePlan,
  planAudit,
  sharePlan,
} from "../../evaluation/audit/audit-plan.js";
import type { AuditResults } from "../../evaluation/audit/audit-results.js";
import type { MeasuredTarget } from "../../evaluation/audit/audit-target.js";

/** Below, an audit is over before threads have started. */
const rowsOfThreads = 50_000;

/** Where an audit is made. */
export interface ThreadOptions {
  /** As many as the machine runs at once by default; 1 below 50,000 rows. */
  readonly threads?: number;
  /** The module of a worker: JavaScript, so the built one. */
  readonly workerUrl?: URL;
}

/**
 * `audit`, its attributes shared among threads, this one among them: the same result to the last bit, whatever their number.
 *
 * A worker cannot load TypeScript: sources that run unbuilt do all in this thread.
 * @throws DataError as `audit`. @throws InternalError where a worker fails.
 */
export async function auditInThreads(
  input: AuditInput,
  tiers?: OtherTiers,
  options: ThreadOptions = {},
): Promise<AuditResults> {
  const plan = planAudit(input);
  const workerUrl = options.workerUrl ?? new URL("./audit-worker.js", import.meta.url);
  const isBuilt = options.workerUrl !== undefined || import.meta.url.endsWith(".js");
  const isLarge = isBuilt && plan.subjectOf.length >= rowsOfThreads;
  const threads = options.threads ?? (isLarge ? availableParallelism() : 1);
  const [own = plan, ...others] = sharePlan(plan, threads);
  const workers = others.map((part) => new Worker(workerUrl, { workerData: part }));
  try {
    const answers = Promise.all(workers.map(answerOf));
    // Where this thread fails first, nobody else hears that they were ended.
    answers.catch(() => undefined);
    const parts = [measurePlan(own), ...(await answers)];
    return concludeAudit(input, plan, joinMeasured(parts), tiers);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function answerOf(worker: Worker): Promise<readonly MeasuredTarget[]> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) =>
      reject(new InternalError("audit", "a worker failed", { reason }));
    worker.on("message", resolve);
    worker.on("error", (error: Error) => fail(error.message));
    worker.on("exit", (code) => fail(`exit code ${code} before its answer`));
  });
}
