// Lines on the consoles of apps, in words: how they stand in a list, and which of them stand near a failure.

import type { ConsoleLine } from '../sim/runner/external-app.js';
import type { Tone } from './style.js';

/** Characters of a line beyond this are counted and not shown. */
const MOST_CHARACTERS = 4000;

/** So many lines are told with a failure, none of them older than this, ms. */
const MOST_NEAR = 3;
const NEAR_MS = 10_000;

/** The lane that a line belongs to: the app's own servers are on the host of its token server. */
export function consoleLane({ device }: Pick<ConsoleLine, 'device'>): string {
  return device === 'services' ? 'issuer' : device;
}

/** `console.warn: socket is gone`, with all of its lines. */
export function consoleText({ level, text }: Pick<ConsoleLine, 'level' | 'text'>): string {
  const left = text.length - MOST_CHARACTERS;
  return `console.${level}: ${left > 0 ? `${text.slice(0, MOST_CHARACTERS)}… (${left} characters more)` : text}`;
}

export function consoleTone({ level }: Pick<ConsoleLine, 'level'>): Tone {
  if (level === 'error') return 'bad';
  return level === 'warn' ? 'warn' : 'plain';
}

/** The last lines of a device at or shortly before a failure. */
export function consoleNear(
  lines: readonly ConsoleLine[],
  { device, atMs }: { readonly device?: string | undefined; readonly atMs: number },
): readonly ConsoleLine[] {
  const near = lines.filter(
    (line) =>
      line.atMs <= atMs &&
      line.atMs >= atMs - NEAR_MS &&
      (device === undefined || line.device === device || line.device === 'services'),
  );
  return near.slice(-MOST_NEAR);
}

/** `src/chat.ts:12` of `src/chat.ts:12:5`: where nobody counts columns. */
export function withoutColumn(where: string): string {
  return where.replace(/(:\d+):\d+$/, '$1');
}
