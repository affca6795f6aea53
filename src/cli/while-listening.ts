/**
 * Run `action`; until it ends, Ctrl-C and SIGTERM are told to `onSignal` instead of ending the process.
 * @param onSignal is told which it is: 1 is the first.
 */
export async function whileListening<T>(
  onSignal: (count: number) => void,
  action: () => Promise<T>,
): Promise<T> {
  let count = 0;
  const listener = () => onSignal(++count);
  process.on("SIGINT", listener);
  process.on("SIGTERM", listener);
  try {
    return await action();
  } finally {
    process.off("SIGINT", listener);
    process.off("SIGTERM", listener);
  }
}
