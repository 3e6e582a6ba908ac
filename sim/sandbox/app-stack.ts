// Where in the app's sources something was thrown.

import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { APP_FILE } from './app-code.js';

export interface ReadError {
  readonly message: string;
  /** `src/chat.ts:12:5`, of the topmost frame in the app; undefined where none is. */
  readonly where: string | undefined;
  readonly stack: string | undefined;
}

/** Reads errors of one bundle. Equal stacks are mapped once. */
export class AppStacks {
  private readonly map: TraceMap;
  private readonly known: Map<string, ReadError> = new Map();
  private readonly places: Map<string, string> = new Map();

  constructor(map: string) {
    this.map = new TraceMap(map);
  }

  /** Whatever was thrown, in words and places that do not depend on where it ran. */
  read(error: unknown): ReadError {
    const { text, stack } = partsOf(error);
    if (stack === undefined) return { message: text, where: undefined, stack: undefined };
    const known = this.known.get(stack);
    if (known !== undefined) return known;
    const frames = stack
      .split('\n')
      .filter((line) => line.includes(`${APP_FILE}:`))
      .map((line) => this.frame(line));
    const read: ReadError = {
      message: text,
      where: frames[0]?.place,
      stack: frames.length === 0 ? undefined : frames.map(({ line }) => line).join('\n'),
    };
    this.known.set(stack, read);
    return read;
  }

  /** `src/chat.ts:12:5`, of the topmost frame of a stack that is in the app. */
  placeIn(stack: string): string | undefined {
    const line = stack.split('\n').find((frame) => frame.includes(`${APP_FILE}:`));
    if (line === undefined) return undefined;
    const known = this.places.get(line);
    if (known !== undefined) return known;
    const { place } = this.frame(line);
    this.places.set(line, place);
    return place;
  }

  private frame(line: string): { readonly place: string; readonly line: string } {
    const [, name = '', row = '1', column = '1'] =
      new RegExp(`at (?:(?:async )?(.*?) \\()?${APP_FILE}:(\\d+):(\\d+)`).exec(line) ?? [];
    const {
      source,
      line: at,
      column: on,
    } = originalPositionFor(this.map, {
      line: Number(row),
      column: Number(column) - 1,
    });
    const place = source === null ? 'the bundle' : `${source}:${at}:${on + 1}`;
    return { place, line: name === '' ? `at ${place}` : `at ${name} (${place})` };
  }
}

function partsOf(error: unknown): { readonly text: string; readonly stack: string | undefined } {
  if (typeof error !== 'object' || error === null) return { text: String(error), stack: undefined };
  const { name, message, stack, code } = error as Readonly<Record<string, unknown>>;
  if (typeof stack === 'string') {
    return { text: `${typeof name === 'string' ? name : 'Error'}: ${String(message)}`, stack };
  }
  // The SDK's own errors are plain objects.
  if (typeof code === 'number')
    return { text: `{ code: ${code}, message: ${JSON.stringify(message)} }`, stack: undefined };
  return { text: Object.prototype.toString.call(error), stack: undefined };
}
