/** The run folder as the loop sees it; names are relative to the folder, with `/`. */
export interface RunFiles {
  /** Content, or null where the file is absent. */
  read(name: string): Uint8Array | null;
  /** Whole file at once: after a crash there is the old content or the new one, never a part. */
  replace(name: string, content: Uint8Array | string): void;
  /** Add to the end; returns the length of the file in bytes. */
  append(name: string, text: string): number;
  /** Cut the file to `bytes` (0 for an absent file is fine). */
  truncate(name: string, bytes: number): void;
}

/** Files of a run folder that training writes. */
export const runFileNames = {
  metrics: "metrics.jsonl",
  timing: "timing.jsonl",
  lastCheckpoint: "checkpoints/last.safetensors",
  selectedCheckpoint: "checkpoints/selected.safetensors",
} as const;
