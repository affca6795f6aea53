import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../base/errors.js";
import type { DataConfig } from "../config/data-config.js";

/**
 * The data of a finished run are where its settings say, from `base`: runs do not store where their run file was.
 * @param command in the message.
 * @throws ConfigError where the file or folder that the settings name is not there.
 */
export function requireData(command: string, data: DataConfig, base: string): void {
  const path = pathOf(data);
  if (path === undefined || existsSync(resolve(base, path))) return;
  throw new ConfigError(command, "the data of the run are not found from here", {
    got: resolve(base, path),
    advice: `Name the run file that it was trained from, or the folder of that file: unconfound ${command} RUN FILE.yml.`,
  });
}

function pathOf(data: DataConfig): string | undefined {
  switch (data.dataset) {
    case "cohort":
      return data.cohort;
    case "embeddings":
      return data.embeddings;
    case "medmnist":
      return data.file;
    case "morpho-mnist":
    case "fashion-mnist":
    case "canvas":
      return data.root;
    case "phantom":
      return undefined;
  }
}
