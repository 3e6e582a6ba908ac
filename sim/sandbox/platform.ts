// The web platform of a device, as far as it needs somebody outside of its realm: storage, chance, addresses, the
// console and requests.

import { hashText, type Purpose, purpose, Randomness } from '../kernel/random.js';
import type {
  ConsoleLevel,
  HostRequest,
  RealmHost,
  RequestCallbacks,
  SocketAddress,
  SocketCallbacks,
} from './realm/host.js';
import { parseUrl, setUrlPart } from './url-parts.js';

/** The WebSockets of a realm, by the realm's own numbers. */
export interface PlatformSockets {
  open(id: number, socket: SocketAddress, callbacks: SocketCallbacks): void;
  send(id: number, data: string, binary: boolean): void;
  close(id: number, code: number, reason: string): void;
  buffered(id: number): number;
}

export interface PlatformParts {
  readonly device: string;
  readonly seed: number;
  readonly timeZone: string;
  readonly locale: string;
  readonly online: boolean;
  readonly visible: boolean;
  /** Outlives a realm: `local:key` and `session:key`. */
  readonly stored: Map<string, string>;
  /** How many draws there were, so that each is another. */
  readonly draws: { count: number };
  readonly console: (level: ConsoleLevel, text: string) => void;
  readonly uncaught: (error: unknown, where: string) => void;
  readonly request: (id: number, request: HostRequest, callbacks: RequestCallbacks) => void;
  readonly abort: (id: number) => void;
  readonly sockets: PlatformSockets;
  readonly loadScript: () => unknown;
}

const RANDOM: Purpose = purpose('app.random');
const BYTES: Purpose = purpose('app.bytes');

/** 5 MB of UTF-16, as browsers have. */
const QUOTA = 5 * 1024 * 1024;
const TWO_53 = 9007199254740992;

/** What a realm asks, answered. */
export function platformFor(parts: PlatformParts): RealmHost {
  const { stored, draws, seed, locale } = parts;
  const randomness = new Randomness(seed);
  const key = hashText(parts.device);
  const language = locale.split('-')[0] ?? locale;
  return {
    options: {
      href: 'https://app.example/',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) zim-sim',
      platform: 'Linux x86_64',
      languages: language === locale ? [locale] : [locale, language],
      timeZone: parts.timeZone,
      hardwareConcurrency: 4,
      online: parts.online,
      visible: parts.visible,
      storageQuota: QUOTA,
    },
    random: () => randomness.below(TWO_53, RANDOM, key, draws.count++) / TWO_53,
    drawBytes: (count) => {
      let text = '';
      for (let index = 0; index < count; index++) {
        text += String.fromCharCode(randomness.draw(BYTES, key, draws.count++) & 255);
      }
      return text;
    },
    parseUrl,
    setUrlPart,
    request: parts.request,
    abortRequest: parts.abort,
    socketOpen: (id, socket, callbacks) => parts.sockets.open(id, socket, callbacks),
    socketSend: (id, data, binary) => parts.sockets.send(id, data, binary),
    socketClose: (id, code, reason) => parts.sockets.close(id, code, reason),
    socketBuffered: (id) => parts.sockets.buffered(id),
    storageGet: (area, name) => stored.get(`${area}:${name}`),
    storageSet: (area, name, value) => void stored.set(`${area}:${name}`, value),
    storageRemove: (area, name) => void stored.delete(`${area}:${name}`),
    storageKeys: (area) =>
      [...stored.keys()]
        .filter((name) => name.startsWith(`${area}:`))
        .map((name) => name.slice(area.length + 1)),
    console: parts.console,
    uncaught: (_text, where, error) => parts.uncaught(error, where),
    navigate: (kind, url) => parts.console('info', `${kind} ${url}`),
    dialog: (kind, text) => {
      parts.console('info', `${kind}: ${text}`);
      return kind === 'confirm' ? true : undefined;
    },
    loadScript: parts.loadScript,
  };
}
