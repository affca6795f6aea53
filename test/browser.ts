/**
 * Chromium without a driver package: the DevTools protocol over a pipe (messages of JSON that end with a zero byte).
 * For tests that look at a page as a reader does; they skip where no Chromium is installed.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";

/** Where Chromium lies; null where there is none. */
export const chromiumPath: string | null =
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) =>
    existsSync(path),
  ) ?? null;

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
  readonly media?: "screen" | "print";
}

/** One page of a browser. */
export interface BrowserPage {
  /** Loads a file and waits for it. */
  open(path: string, view: View): Promise<void>;
  /** Value of a JavaScript expression on the page; a promise is waited for. */
  evaluate(expression: string): Promise<unknown>;
  /** Presses and releases a key, such as "Tab" or "Enter". */
  press(key: string): Promise<void>;
  /** PNG in base64 of the whole page, or of the part in view. */
  screenshot(whole: boolean): Promise<string>;
  close(): Promise<void>;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

type Send = (
  method: string,
  params?: object,
  sessionId?: string,
) => Promise<Readonly<Record<string, unknown>>>;

/** Starts Chromium with one empty page. */
export async function openBrowser(path: string): Promise<BrowserPage> {
  const profile = mkdtempSync(join(tmpdir(), "unconfound-browser-"));
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"];
  const child = spawn(path, [...flags, `--user-data-dir=${profile}`], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const { send, once } = connect(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const call = (method: string, params: object = {}) => send(method, params, String(sessionId));
  await call("Page.enable");
  const close = async (): Promise<void> => {
    await send("Browser.close").catch(() => undefined);
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { ...pageOf(call, once), close };
}

function pageOf(
  call: (method: string, params?: object) => Promise<Readonly<Record<string, unknown>>>,
  once: (event: string) => Promise<void>,
): Omit<BrowserPage, "close"> {
  return {
    async open(path, { width, height = 900, scheme = "light", media = "screen" }) {
      const size = { width, height, deviceScaleFactor: 1, mobile: false };
      await call("Emulation.setDeviceMetricsOverride", size);
      const features = [{ name: "prefers-color-scheme", value: scheme }];
      await call("Emulation.setEmulatedMedia", { media, features });
      const loaded = once("Page.loadEventFired");
      await call("Page.navigate", { url: pathToFileURL(path).href });
      await loaded;
    },
    async evaluate(expression) {
      const asked = { expression, returnByValue: true, awaitPromise: true };
      const { result, exceptionDetails } = await call("Runtime.evaluate", asked);
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { readonly value?: unknown }).value;
    },
    async press(key) {
      const code = { Tab: 9, Enter: 13 }[key] ?? 0;
      const own = { key, code: key, windowsVirtualKeyCode: code };
      const text = key === "Enter" ? { text: "\r" } : {};
      await call("Input.dispatchKeyEvent", { type: "keyDown", ...own, ...text });
      await call("Input.dispatchKeyEvent", { type: "keyUp", ...own });
    },
    async screenshot(whole) {
      const { data } = await call("Page.captureScreenshot", { captureBeyondViewport: whole });
      return String(data);
    },
  };
}

function connect(writer: Writable, reader: Readable) {
  const waiting = new Map<number, (answer: Answer) => void>();
  const listeners: { readonly event: string; readonly resolve: () => void }[] = [];
  let rest = "";
  let last = 0;
  reader.setEncoding("utf8");
  reader.on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\0");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const answer = JSON.parse(part) as Answer;
      if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
      const at = listeners.findIndex(({ event }) => event === answer.method);
      if (at >= 0) listeners.splice(at, 1)[0]?.resolve();
    }
  });
  const send: Send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result ?? {});
        else reject(new Error(`${method}: ${error.message}`));
      });
      writer.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  const once = (event: string): Promise<void> =>
    new Promise((resolve) => listeners.push({ event, resolve }));
  return { send, once };
}
