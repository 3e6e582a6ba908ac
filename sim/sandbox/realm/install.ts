// Installs the web platform on the global of a fresh context. It is bundled as one script that each context
// evaluates before anything else, so that all the app sees belongs to its own realm.
import { AbortController, AbortSignal } from './abort.js';
import { Blob, File } from './blob.js';
import { announceTimers, takeClock } from './clock.js';
import { structuredClone } from './clone.js';
import { makeConsole } from './console.js';
import { makeCrypto } from './crypto.js';
import { putDate } from './date.js';
import { DOMException } from './dom-exception.js';
import { isDomPage, takePage } from './dom-page.js';
import { atob, btoa, TextDecoder, TextEncoder } from './encoding.js';
import * as kinds from './event-kinds.js';
import { defineHandlers, Event, EventTarget, fireAt, setListenerErrors } from './events.js';
import { fetch, Headers, Request, Response } from './fetch.js';
import { FormData } from './form-data.js';
import { MessageChannel, MessagePort, makePerformance, putFrames } from './frames.js';
import { defineLazy, defineValues, realmGlobal } from './globals.js';
import type { RealmHandle, RealmHost } from './host.js';
import { putLocale } from './locale.js';
import { putPage } from './page.js';
import { copyTexts, guarded, setHost } from './port.js';
import { putRefused } from './refused.js';
import { reportException, reportRejection, reportToHostOnly } from './report.js';
import { makeStorage, Storage } from './storage.js';
import { URL, URLSearchParams } from './url.js';
import { WebSocket } from './websocket.js';
import { XMLHttpRequest } from './xhr.js';

const WINDOW_EVENTS =
  'error unhandledrejection online offline storage message load beforeunload pagehide pageshow unload hashchange popstate focus blur'.split(
    ' ',
  );
const DATABASE =
  'indexedDB IDBCursor IDBCursorWithValue IDBDatabase IDBFactory IDBIndex IDBKeyRange IDBObjectStore IDBOpenDBRequest IDBRequest IDBTransaction IDBVersionChangeEvent';

/**
 * Installs the platform.
 *
 * Install a clock on the global next, then call `seal()` of what is returned, then run the app.
 */
export function installRealm(host: RealmHost): RealmHandle {
  setHost(host);
  setListenerErrors(reportException);
  const hasDom = isDomPage();
  if (hasDom) reportToHostOnly();
  const page = hasDom ? takePage(host.options) : putPage(host.options);
  announceTimers();
  putClasses(hasDom);
  putRefused();
  putWindow(hasDom);
  putDatabase();
  return {
    seal: () => seal(`${copyTexts(host.options.languages)[0] ?? 'en-US'}`, `${host.options.timeZone}`),
    setOnline: page.setOnline,
    setVisible: page.setVisible,
    storageChanged: (key, oldValue, newValue) => {
      if (hasDom) return;
      const storageArea = realmGlobal.localStorage;
      fireAt(realmGlobal, new kinds.StorageEvent('storage', { key, oldValue, newValue, storageArea }));
    },
    rejected: reportRejection,
    unload: () => {
      if (hasDom) return;
      for (const type of ['beforeunload', 'pagehide', 'unload']) fireAt(realmGlobal, new Event(type));
    },
  };
}

/** With a DOM, events and what takes part in them are the page's own. */
function putClasses(hasDom: boolean): void {
  if (!hasDom) {
    defineValues(realmGlobal, {
      ...{ Event, EventTarget, DOMException, AbortController, AbortSignal, Blob, File, FormData, Storage },
      ...kinds,
    });
  }
  defineValues(realmGlobal, {
    ...{ URL, URLSearchParams, TextEncoder, TextDecoder, atob, btoa, structuredClone },
    ...{
      FormData,
      Headers,
      Request,
      Response,
      fetch,
      XMLHttpRequest,
      WebSocket,
      MessageChannel,
      MessagePort,
    },
  });
  defineLazy(realmGlobal, 'crypto', makeCrypto);
  defineLazy(realmGlobal, 'localStorage', () => makeStorage('local'));
  defineLazy(realmGlobal, 'sessionStorage', () => makeStorage('session'));
}

function putWindow(hasDom: boolean): void {
  const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;
  const self = realmGlobal;
  if (!hasDom) {
    defineValues(realmGlobal, {
      ...{ window: self, self, top: self, parent: self, frames: self },
      ...{ addEventListener, removeEventListener, dispatchEvent },
    });
    defineHandlers(realmGlobal, WINDOW_EVENTS);
  }
  defineValues(realmGlobal, {
    console: makeConsole(),
    isSecureContext: true,
    reportError: (error: unknown) => reportException(error, 'reportError'),
  });
  defineValues(Math, { random: () => Number(guarded((host) => host.random())) });
}

function putDatabase(): void {
  let loaded: Readonly<Record<string, unknown>> | undefined;
  for (const name of DATABASE.split(' ')) {
    defineLazy(realmGlobal, name, () => {
      loaded ??= guarded((host) => host.loadScript('indexed-db')) as Readonly<Record<string, unknown>>;
      return loaded[name];
    });
  }
}

function seal(locale: string, zone: string): void {
  takeClock();
  putDate(zone, locale);
  putLocale(locale, zone);
  putFrames();
  defineValues(realmGlobal, { performance: makePerformance() });
}
