import type { ErrorCode } from "../base/errors.js";

/** Exit codes of every command. */
export const exitCodes = {
  done: 0,
  failure: 1,
  usage: 2,
  gateFailed: 3,
  interrupted: 130,
} as const;

/** Exit code of an error: 2 where the user's input is at fault, else 1. */
export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case "config":
    case "data":
    case "format":
    case "shape":
      return exitCodes.usage;
    case "dtype":
    case "graph":
    case "internal":
    case "numeric":
    case "runtime":
    case "storage":
      return exitCodes.failure;
  }
}
