// Intl with the device's language and time zone in the place of the process's, and with the virtual clock.
import { defineLazy, defineValues, realmGlobal } from './globals.js';
import { now } from './time.js';

const KINDS =
  'NumberFormat Collator PluralRules RelativeTimeFormat ListFormat Segmenter DisplayNames DurationFormat DateTimeFormat'.split(
    ' ',
  );
const NativeIntl = Intl;

/** Gives the realm's own Intl back, changed when it is first touched, and the methods that use its defaults. */
export function putLocale(locale: string, zone: string): void {
  defineLazy(realmGlobal, 'Intl', () => changed(locale, zone));
  const withDefault = (prototype: object, name: string, at: number): void => {
    const method = Reflect.get(prototype, name) as () => unknown;
    defineValues(prototype, {
      [name](this: unknown, ...args: unknown[]): unknown {
        if (isNone(args[at])) args[at] = locale;
        return Reflect.apply(method, this, args);
      },
    });
  };
  withDefault(Number.prototype, 'toLocaleString', 0);
  withDefault(BigInt.prototype, 'toLocaleString', 0);
  withDefault(String.prototype, 'localeCompare', 1);
  withDefault(String.prototype, 'toLocaleLowerCase', 0);
  withDefault(String.prototype, 'toLocaleUpperCase', 0);
}

/** No language is asked for: the device's is meant. An empty list says so too. */
export function isNone(locales: unknown): boolean {
  return locales === undefined || (Array.isArray(locales) && locales.length === 0);
}

function changed(locale: string, zone: string): typeof NativeIntl {
  for (const kind of KINDS) {
    const native: unknown = Reflect.get(NativeIntl, kind);
    if (typeof native === 'function')
      defineValues(NativeIntl, { [kind]: withDefaults(kind, native, locale, zone) });
  }
  const { prototype } = NativeIntl.DateTimeFormat;
  const format = Reflect.getOwnPropertyDescriptor(prototype, 'format')?.get as () => (at: unknown) => string;
  Reflect.defineProperty(prototype, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const write = Reflect.apply(format, this, []);
      return (at?: unknown) => write(at === undefined ? now() : at);
    },
  });
  const { formatToParts } = prototype;
  defineValues(prototype, {
    formatToParts(this: Intl.DateTimeFormat, at?: Date | number) {
      return Reflect.apply(formatToParts, this, [at === undefined ? now() : at]);
    },
  });
  return NativeIntl;
}

function withDefaults(kind: string, native: object, locale: string, zone: string): unknown {
  function Made(locales?: unknown, options?: { timeZone?: unknown }): unknown {
    const full = kind === 'DateTimeFormat' ? { ...options, timeZone: options?.timeZone ?? zone } : options;
    return Reflect.construct(
      native as new () => unknown,
      [isNone(locales) ? locale : locales, full],
      new.target ?? Made,
    );
  }
  const { prototype, supportedLocalesOf } = native as { prototype: object; supportedLocalesOf: unknown };
  Reflect.defineProperty(Made, 'name', { value: kind });
  Reflect.defineProperty(Made, 'prototype', { value: prototype, writable: false });
  defineValues(Made, { supportedLocalesOf });
  defineValues(prototype, { constructor: Made });
  return Made;
}
