// The page: navigator, document, location, and what a window says about itself.
import { defineHandlers, Event, EventTarget, fireAt } from './events.js';
import { bodyOf, send } from './fetch.js';
import { defineGetter, defineValues, realmGlobal, tag } from './globals.js';
import type { RealmOptions } from './host.js';
import { copyTexts, guarded } from './port.js';
import { URL } from './url.js';

/** What the host may change about a page. */
export interface Page {
  readonly setOnline: (online: boolean) => void;
  readonly setVisible: (visible: boolean) => void;
  readonly isVisible: () => boolean;
}

/** Puts the page on the global. */
export function putPage(options: RealmOptions): Page {
  let [online, visible] = [options.online === true, options.visible === true];
  const document = new EventTarget();
  defineGetter(document, 'visibilityState', () => (visible ? 'visible' : 'hidden'));
  defineGetter(document, 'hidden', () => !visible);
  defineHandlers(document, ['visibilitychange']);
  tag(document, 'Document');
  putNavigator(options, () => online);
  putLocation(`${options.href}`);
  defineValues(realmGlobal, {
    document,
    matchMedia: (query: unknown) => Object.assign(new EventTarget(), { matches: false, media: `${query}` }),
    alert: (text: unknown = '') => void guarded((host) => host.dialog('alert', `${text}`)),
    confirm: (text: unknown = '') => guarded((host) => host.dialog('confirm', `${text}`)) === true,
    prompt: (text: unknown = '') => {
      const answer = guarded((host) => host.dialog('prompt', `${text}`));
      return typeof answer === 'string' ? answer : null;
    },
  });
  return {
    setOnline: (next) => {
      if (online === next) return;
      online = next;
      fireAt(realmGlobal, new Event(next ? 'online' : 'offline'));
    },
    setVisible: (next) => {
      if (visible === next) return;
      visible = next;
      fireAt(document, new Event('visibilitychange', { bubbles: true }));
    },
    isVisible: () => visible,
  };
}

function putNavigator(options: RealmOptions, isOnline: () => boolean): void {
  const languages = Object.freeze(copyTexts(options.languages));
  const navigator = {
    userAgent: `${options.userAgent}`,
    platform: `${options.platform}`,
    language: languages[0],
    languages,
    hardwareConcurrency: Number(options.hardwareConcurrency),
    cookieEnabled: false,
    maxTouchPoints: 0,
    sendBeacon(url: unknown, data?: unknown): boolean {
      const { binary, type } = bodyOf(data);
      const headers: [string, string][] = type === undefined ? [] : [['content-type', type]];
      send({ url: new URL(url, `${options.href}`).href, method: 'POST', headers, body: binary }, () => {});
      return true;
    },
  };
  defineGetter(navigator, 'onLine', isOnline);
  tag(navigator, 'Navigator');
  defineValues(realmGlobal, { navigator });
}

function putLocation(href: string): void {
  let page = new URL(href);
  const go = (kind: string, url: unknown): void => {
    const target = new URL(url, page.href).href;
    guarded((host) => host.navigate(kind, target));
  };
  const location = {
    assign: (url: unknown) => go('assign', url),
    replace: (url: unknown) => go('replace', url),
    reload: () => go('reload', page.href),
    toString: () => page.href,
  };
  for (const part of 'href origin protocol host hostname port pathname search hash'.split(' ')) {
    const set = part === 'href' ? (url: unknown) => go('assign', url) : undefined;
    defineGetter(location, part, () => Reflect.get(page, part), set);
  }
  tag(location, 'Location');
  defineGetter(
    realmGlobal,
    'location',
    () => location,
    (url) => go('assign', url),
  );
  let state: unknown = null;
  const move = (next: unknown, _title?: unknown, url?: unknown): void => {
    state = next;
    if (url !== undefined && url !== null) page = new URL(url, page.href);
  };
  const history = {
    length: 1,
    scrollRestoration: 'auto',
    pushState: move,
    replaceState: move,
    back: () => go('back', page.href),
    forward: () => go('forward', page.href),
    go: () => go('go', page.href),
  };
  defineGetter(history, 'state', () => state);
  defineValues(realmGlobal, { history });
}
