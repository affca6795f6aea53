#!/usr/bin/env node
import { existsSync } from "node:fs";

const entry = new URL("../dist/cli/main.js", import.meta.url);
if (!existsSync(entry)) {
  process.stderr.write("unconfound: not built yet. Run `npm run build` in the checkout first.\n");
  process.exit(2);
}
const { main } = await import(entry.href);
await main(process.argv);
