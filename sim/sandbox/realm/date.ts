// Date on the virtual clock and in the device's time zone. The process's own zone is never read.
import { defineValues, realmGlobal } from './globals.js';
import { isNone } from './locale.js';
import { NativeDate, now } from './time.js';

const QUARTER_HOUR = 900_000;
const FIELDS = 'FullYear Month Date Day Hours Minutes Seconds Milliseconds'.split(' ');
const ZONED = /(Z|GMT|UTC|[+-]\d\d:?\d\d)\s*(\(.*\))?$/i;
const DATE_ONLY = /^[+-]?\d{4,6}(-\d\d(-\d\d)?)?$/;

type DateMethods = Record<string, (...args: unknown[]) => number>;

/** Puts Date on the global, and gives its prototype the device's zone and language. */
export function putDate(zone: string, locale: string): void {
  const offset = offsets(zone);
  const toLocal = (ms: number): number => ms + offset(ms);
  // The second look is for times near a change of the clocks.
  const fromLocal = (ms: number): number => (Number.isNaN(ms) ? ms : ms - offset(ms - offset(ms)));
  const prototype = NativeDate.prototype as unknown as DateMethods & Date;
  const { getTimezoneOffset: hostOffset } = prototype;
  const parse = (text: string): number => {
    const ms = NativeDate.parse(text);
    if (ZONED.test(text.trim()) || DATE_ONLY.test(text.trim())) return ms;
    // Without a zone the text is local: take the process's zone out again.
    return fromLocal(ms - Reflect.apply(hostOffset, new NativeDate(ms), []) * 60_000);
  };
  for (const field of FIELDS) {
    const get = prototype[`getUTC${field}`];
    const set = prototype[`setUTC${field}`];
    defineValues(prototype, {
      [`get${field}`](this: Date): number {
        return Reflect.apply(get as () => number, new NativeDate(toLocal(this.getTime())), []);
      },
    });
    if (set === undefined) continue;
    defineValues(prototype, {
      [`set${field}`](this: Date, ...args: unknown[]): number {
        const local = new NativeDate(toLocal(this.getTime()));
        Reflect.apply(set, local, args);
        return this.setTime(fromLocal(local.getTime()));
      },
    });
  }
  putTexts(prototype, toLocal, offset, locale, zone);
  realmGlobal.Date = makeDate(prototype, fromLocal, parse);
}

function makeDate(
  prototype: object,
  fromLocal: (ms: number) => number,
  parse: (text: string) => number,
): unknown {
  function VirtualDate(...args: unknown[]): unknown {
    if (new.target === undefined) return `${new NativeDate(now())}`;
    return Reflect.construct(NativeDate, [timeOf(args, fromLocal, parse)], new.target);
  }
  Reflect.defineProperty(VirtualDate, 'name', { value: 'Date', configurable: true });
  Reflect.defineProperty(VirtualDate, 'length', { value: 7, configurable: true });
  Reflect.defineProperty(VirtualDate, 'prototype', { value: prototype, writable: false });
  defineValues(VirtualDate, {
    now: () => now(),
    parse: (text: unknown) => parse(`${text}`),
    UTC: NativeDate.UTC,
  });
  // An instance must not lead to the Date that knows the wall clock.
  defineValues(prototype, { constructor: VirtualDate });
  return VirtualDate;
}

function timeOf(
  args: readonly unknown[],
  fromLocal: (ms: number) => number,
  parse: (text: string) => number,
): number {
  if (args.length === 0) return now();
  if (args.length > 1) return fromLocal(Reflect.apply(NativeDate.UTC, undefined, args));
  const [value] = args;
  if (value instanceof NativeDate) return value.getTime();
  const isObject = typeof value === 'object' && value !== null;
  const plain = isObject ? toPrimitive(value) : value;
  return typeof plain === 'string' ? parse(plain) : Number(plain);
}

function toPrimitive(value: unknown): unknown {
  const inner = (value as object).valueOf();
  return typeof inner === 'object' ? `${value}` : inner;
}

function putTexts(
  prototype: Date,
  toLocal: (ms: number) => number,
  offset: (ms: number) => number,
  locale: string,
  zone: string,
): void {
  const day = (date: Date): string =>
    new NativeDate(toLocal(date.getTime()))
      .toUTCString()
      .replace(/^(\w+), (\d+) (\w+) (-?\d+).*/, '$1 $3 $2 $4');
  const time = (date: Date): string => {
    const minutes = Math.round(offset(date.getTime()) / 60_000);
    const size = Math.abs(minutes);
    const two = (value: number): string => `${Math.floor(value)}`.padStart(2, '0');
    const clock = new NativeDate(toLocal(date.getTime())).toISOString().slice(-13, -5);
    return `${clock} GMT${minutes < 0 ? '-' : '+'}${two(size / 60)}${two(size % 60)} (${zone})`;
  };
  const valid = (write: (date: Date) => string) =>
    function plainText(this: Date): string {
      return Number.isNaN(this.getTime()) ? 'Invalid Date' : write(this);
    };
  const { toLocaleString: text, toLocaleDateString: dateText, toLocaleTimeString: timeText } = prototype;
  const inZone = (write: typeof text) =>
    function localeText(this: Date, locales?: string, options: Intl.DateTimeFormatOptions = {}): string {
      const asked = isNone(locales) ? locale : locales;
      return Reflect.apply(write, this, [asked, { ...options, timeZone: options.timeZone ?? zone }]);
    };
  defineValues(prototype, {
    getTimezoneOffset(this: Date): number {
      return 0 - offset(this.getTime()) / 60_000;
    },
    toString: valid((date) => `${day(date)} ${time(date)}`),
    toDateString: valid(day),
    toTimeString: valid(time),
    toLocaleString: inZone(text),
    toLocaleDateString: inZone(dateText),
    toLocaleTimeString: inZone(timeText),
  });
}

/** How far a zone is ahead of UTC, in milliseconds, at a time; whole quarters of an hour are remembered. */
function offsets(zone: string): (ms: number) => number {
  if (zone === 'UTC') return () => 0;
  const known = new Map<number, number>();
  let format: Intl.DateTimeFormat | undefined;
  const { DateTimeFormat } = Intl;
  return (ms) => {
    if (!(Math.abs(ms) <= 8.64e15)) return Number.NaN;
    const slot = Math.floor(ms / QUARTER_HOUR);
    const cached = known.get(slot);
    if (cached !== undefined) return cached;
    format ??= new DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
    const parts = Object.fromEntries(
      format.formatToParts(slot * QUARTER_HOUR).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    const found = NativeDate.UTC(year, month - 1, day, hour, minute, second) - slot * QUARTER_HOUR;
    known.set(slot, found);
    return found;
  };
}
