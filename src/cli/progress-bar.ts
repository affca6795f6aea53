import pc from "picocolors";

const escape = "\u001b";

/** Where lines go: standard error of the CLI, or a list in tests. */
export interface Terminal {
  readonly interactive: boolean;
  readonly columns: number;
  write(text: string): void;
}

/** A line that is drawn over while it changes, or plain lines at milestones where output is no terminal. */
export interface ProgressLine {
  /** Show `text`; on a terminal it replaces what was shown. */
  update(text: string): void;
  /** Take the line away and print `text` for good. */
  print(text: string): void;
  clear(): void;
}

export function createProgressLine(terminal: Terminal): ProgressLine {
  let shown = false;
  const clear = () => {
    if (shown) terminal.write(`\r${escape}[2K`);
    shown = false;
  };
  return {
    update: (text) => {
      if (!terminal.interactive) return;
      clear();
      terminal.write(cutTo(text, terminal.columns - 1));
      shown = true;
    },
    print: (text) => {
      clear();
      terminal.write(`${text}\n`);
    },
    clear,
  };
}

/** Shows on `line` how many of all are done. @param what is done: "making data". */
export function showCount(line: ProgressLine, what: string): (done: number, total: number) => void {
  return (done, total) => line.update(`${what}  ${bar(done / total, 24)}  ${done}/${total}`);
}

/** `action`, and no line behind it: whatever is said next, an error too, starts a line of its own. */
export async function clearing<T>(
  line: Pick<ProgressLine, "clear">,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } finally {
    line.clear();
  }
}

/** As {@link ProgressLine}, with several lines. */
export interface ProgressBlock {
  update(lines: readonly string[]): void;
  print(text: string): void;
  clear(): void;
}

export function createProgressBlock(terminal: Terminal): ProgressBlock {
  let shown = 0;
  const clear = () => {
    // Up to the first line, then everything below is taken away.
    if (shown > 0) terminal.write(`\r${shown > 1 ? `${escape}[${shown - 1}A` : ""}${escape}[J`);
    shown = 0;
  };
  return {
    update: (lines) => {
      if (!terminal.interactive) return;
      clear();
      terminal.write(lines.map((line) => cutTo(line, terminal.columns - 1)).join("\n"));
      shown = lines.length;
    },
    print: (text) => {
      clear();
      terminal.write(`${text}\n`);
    },
    clear,
  };
}

/** `━━━━━╸────` for a share of 0..1. */
export function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return pc.cyan("━".repeat(full)) + pc.dim("─".repeat(width - full));
}

/** `42 s`, `3 min 10 s`, `2 h 5 min`. */
export function showDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A colour code of a terminal; matches are kept by `split`. */
const colourCode = new RegExp(`(${escape}\\[[0-9;]*m)`);

/** Cut to `columns` visible characters; colour codes take no room. */
function cutTo(text: string, columns: number): string {
  let visible = 0;
  let result = "";
  for (const part of text.split(colourCode)) {
    if (part.startsWith(escape)) {
      result += part;
    } else {
      result += part.slice(0, Math.max(0, columns - visible));
      visible += part.length;
    }
  }
  return result;
}
