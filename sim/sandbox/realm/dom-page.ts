// The page where a DOM library has made one: only what the simulation moves is taken over.
import { defineGetter, realmGlobal } from './globals.js';
import type { RealmOptions } from './host.js';
import type { Page } from './page.js';
import { copyTexts } from './port.js';

interface DomTarget {
  dispatchEvent(event: unknown): boolean;
}

/** Whether the global has a document that somebody else made. */
export function isDomPage(): boolean {
  const { document } = realmGlobal as { readonly document?: object };
  return document !== undefined && 'querySelectorAll' in document;
}

/** Takes over what a page says of network, visibility and languages. */
export function takePage(options: RealmOptions): Page {
  let [online, visible] = [options.online === true, options.visible === true];
  const { document, navigator, Event } = realmGlobal as unknown as {
    readonly document: DomTarget;
    readonly navigator: object;
    readonly Event: new (type: string, init?: object) => unknown;
  };
  const languages = Object.freeze(copyTexts(options.languages));
  defineGetter(navigator, 'language', () => languages[0]);
  defineGetter(navigator, 'languages', () => languages);
  defineGetter(navigator, 'onLine', () => online);
  defineGetter(document, 'visibilityState', () => (visible ? 'visible' : 'hidden'));
  defineGetter(document, 'hidden', () => !visible);
  return {
    setOnline: (next) => {
      if (online === next) return;
      online = next;
      (realmGlobal as unknown as DomTarget).dispatchEvent(new Event(next ? 'online' : 'offline'));
    },
    setVisible: (next) => {
      if (visible === next) return;
      visible = next;
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    },
    isVisible: () => visible,
  };
}
