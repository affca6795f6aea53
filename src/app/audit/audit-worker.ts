/** The entry of a worker thread: measures the plan that it is sent, and answers once. */
import { parentPort, workerData } from "node:worker_threads";
import { measurePlan, type AuditPlan } from "../../evaluation/audit/audit-plan.js";

parentPort?.postMessage(measurePlan(workerData as AuditPlan));
