import { Command, CommanderError } from "commander";
import pc from "picocolors";
import { programVersion } from "../app/program-version.js";
import { UnconfoundError } from "../base/errors.js";
import { auditCommand } from "./audit.js";
import { compareAuditsCommand } from "./compare-audits.js";
import { compareCommand } from "./compare.js";
import type { CliContext } from "./context.js";
import { exitCodeOf, exitCodes } from "./exit-codes.js";
import { dataCommand } from "./data.js";
import { demoCommand } from "./demo.js";
import { doctorCommand } from "./doctor.js";
import { evaluateCommand } from "./evaluate.js";
import { exportCommand } from "./export.js";
import { initCommand } from "./init.js";
import { predictCommand } from "./predict.js";
import { reproduceCommand } from "./reproduce.js";
import { reportCommand } from "./report.js";
import { scanCommand } from "./scan.js";
import { trainCommand } from "./train.js";

/** Run the command line; sets `process.exitCode`. */
export async function main(argv: readonly string[]): Promise<void> {
  await runCommandLine(argv, {
    terminal: {
      interactive: process.stderr.isTTY,
      columns: process.stderr.columns ?? 80,
      write: (text) => void process.stderr.write(text),
    },
    print: (text) => console.log(text),
    exit: (code) => void (process.exitCode = code),
  });
}

/** Run the command line with nothing of the process but its folder, its environment and its signals. */
export async function runCommandLine(argv: readonly string[], context: CliContext): Promise<void> {
  try {
    await createProgram(context).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      context.exit(error.exitCode === 0 ? exitCodes.done : exitCodes.usage);
    } else if (error instanceof UnconfoundError) {
      context.terminal.write(`${pc.red("error")}: ${error.message}\n`);
      context.exit(exitCodeOf(error.code));
    } else {
      context.terminal.write(
        `${pc.red("error")}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      context.exit(exitCodes.failure);
    }
  }
}

/** All commands. */
export function createProgram(context: CliContext): Command {
  const program = new Command("unconfound")
    .description(
      "Find shortcuts in medical-image classifiers, train models without them, and prove it.",
    )
    .version(programVersion(), "--version", "print the version");
  const commands = [
    ...[initCommand, scanCommand, trainCommand, compareCommand, evaluateCommand, predictCommand],
    ...[auditCommand, compareAuditsCommand, reproduceCommand, reportCommand, exportCommand],
    ...[demoCommand, dataCommand, doctorCommand],
  ];
  for (const make of commands) program.addCommand(make(context));
  configure(program, context);
  return program;
}

/** Sub-commands too report by throwing, point to their help, and write where `context` says. */
function configure(command: Command, context: CliContext): void {
  command
    .exitOverride()
    .showHelpAfterError("(--help shows usage and examples)")
    .configureOutput({
      writeOut: (text) => context.print(text.replace(/\n$/, "")),
      writeErr: (text) => context.terminal.write(text),
    });
  for (const inner of command.commands) configure(inner, context);
}
