import { encodeEventFile } from "../report/tensorboard/event-file.js";
import { runEvents } from "../report/tensorboard/run-events.js";
import { runFileNames, type RunFiles } from "../training/run-files.js";
import { runFolderNames } from "./run-folder.js";

/**
 * The epochs so far as a TensorBoard event file. Written anew from metrics.jsonl and timing.jsonl each time, so
 * that a run which was stopped, cut back and resumed has each epoch once.
 */
export function writeEventFile(files: RunFiles): void {
  const textOf = (name: string) => new TextDecoder().decode(files.read(name) ?? new Uint8Array());
  const events = runEvents(textOf(runFileNames.metrics), textOf(runFileNames.timing));
  files.replace(runFolderNames.events, encodeEventFile(events));
}
