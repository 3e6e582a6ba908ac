// A page for a device: happy-dom's window is the realm's global. Its classes are the host's, which is said in the
// documentation; time, chance, storage and requests are the realm's own all the same.

import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Context, createContext, isContext } from 'node:vm';
import { UsageError } from '../kernel/usage-error.js';

/** A window that is a context, and how to throw it away. */
export interface DomContext {
  readonly context: Context;
  readonly close: () => void;
}

/** Makes pages. */
export type DomFactory = () => DomContext;

interface HappyWindow {
  readonly document: { readonly body: { innerHTML: string } };
  readonly happyDOM: { abort(): Promise<void> };
}

type HappyModule = Readonly<
  Record<
    'Window',
    new (options: {
      readonly url: string;
      readonly settings: object;
    }) => HappyWindow & Context
  >
>;

const SETTINGS = {
  disableJavaScriptFileLoading: true,
  disableCSSFileLoading: true,
  disableIframePageLoading: true,
  handleDisabledFileLoadingAsSuccess: true,
  errorCapture: 'disabled',
};

/**
 * Loads happy-dom from the app's project, or from beside zim-sim.
 *
 * @param html what the body of each page begins with
 * @throws UsageError when it is not installed
 */
export async function domFactory(folder: string, html: string): Promise<DomFactory> {
  const { Window } = await happyDom(folder);
  return () => {
    const window = new Window({ url: 'https://app.example/', settings: SETTINGS });
    window.document.body.innerHTML = html;
    const context = isContext(window) ? window : createContext(window);
    return { context, close: () => void window.happyDOM.abort().catch(() => {}) };
  };
}

async function happyDom(folder: string): Promise<HappyModule> {
  for (const from of [resolve(folder, 'package.json'), import.meta.url]) {
    try {
      const path = createRequire(from).resolve('happy-dom');
      return (await import(pathToFileURL(path).href)) as unknown as HappyModule;
    } catch {
      // The next place.
    }
  }
  throw new UsageError(
    "Expected happy-dom to be installed, since the configuration has environment: 'dom'. Install it: npm i -D happy-dom",
  );
}
