// @ts-check
/** Writes docs/configuration.md from the built schema: `npm run docs`. */
import { writeFileSync } from "node:fs";
import { describeConfig } from "../dist/config/describe-config.js";

writeFileSync(new URL("configuration.md", import.meta.url), describeConfig());
