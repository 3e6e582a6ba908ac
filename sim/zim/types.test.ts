// Our vocabulary against the declarations of the package: once by the compiler, and once by reading the files, so that
// a wrong number fails `vitest` too. Nothing of the package is loaded: it needs a browser.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type * as Sdk from 'zego-zim-web';
import * as enums from './enums.js';
import * as otherEnums from './enums-other.js';
import { ZIMErrorCode } from './error-codes.js';
import {
  SDK_EVENT_NAMES,
  SDK_METHOD_NAMES,
  SDK_STATIC_METHODS,
  type SdkEventName,
  type SdkMethodName,
  type SdkStaticMethodName,
} from './sdk-surface.js';

type AllOurs = typeof enums & typeof otherEnums & { readonly ZIMErrorCode: typeof ZIMErrorCode };
type OurEnums = Pick<AllOurs, keyof AllOurs & `ZIM${string}`>;
// `default` is how the compiler sees a CommonJS package from here.
type SdkEnums = Omit<typeof Sdk, 'ZIM' | 'default'>;

// An enumeration as names and numbers: the members of an `enum` are no plain numbers to the compiler.
type ValuesOf<E> = {
  readonly [K in keyof E as K extends string
    ? K
    : never]: `${E[K] & number}` extends `${infer N extends number}` ? N : never;
};
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Differing = {
  [K in keyof SdkEnums & keyof OurEnums]: Equal<ValuesOf<SdkEnums[K]>, ValuesOf<OurEnums[K]>> extends true
    ? never
    : K;
}[keyof SdkEnums & keyof OurEnums];

describe('by the compiler', () => {
  it('has every enumeration of the package and no other', () => {
    expectTypeOf<Exclude<keyof SdkEnums, keyof OurEnums>>().toBeNever();
    expectTypeOf<Exclude<keyof OurEnums, keyof SdkEnums>>().toBeNever();
  });

  it('gives each the names and numbers of the package', () => {
    expectTypeOf<Differing>().toBeNever();
  });

  it('names every method and event of the package and no other', () => {
    expectTypeOf<SdkMethodName>().toEqualTypeOf<keyof Sdk.ZIM>();
    expectTypeOf<SdkStaticMethodName>().toEqualTypeOf<Exclude<keyof typeof Sdk.ZIM, 'prototype'>>();
    expectTypeOf<SdkEventName>().toEqualTypeOf<keyof Sdk.ZIMEventHandler>();
  });
});

const declarations: string = readDeclarations();

describe('by reading the declarations', () => {
  it('has every enumeration with the same names and numbers', () => {
    const ours = Object.entries({ ...enums, ...otherEnums, ZIMErrorCode }).filter(([name]) =>
      name.startsWith('ZIM'),
    );
    expect(Object.fromEntries(ours)).toEqual(declaredEnums());
  });

  it('has 169 error codes', () => {
    expect(Object.keys(ZIMErrorCode)).toHaveLength(169);
  });

  it('names 60 events and 140 methods, in the order of the package', () => {
    const handlers = /interface ZIMEventHandler \{(.*?)^\}/ms.exec(declarations)?.[1] ?? '';
    expect(SDK_EVENT_NAMES).toEqual([...handlers.matchAll(/^ {4}(\w+): \(/gm)].map(([, name]) => name));
    expect(SDK_EVENT_NAMES).toHaveLength(60);
    const methods = [...declarations.matchAll(/^ {4}abstract (\w+)/gm)].map(([, name]) => name);
    expect(SDK_METHOD_NAMES).toEqual([...new Set(methods)]);
    expect(SDK_METHOD_NAMES).toHaveLength(140);
    const statics = [...declarations.matchAll(/^ {4}static (\w+)/gm)].map(([, name]) => name);
    expect(Object.keys(SDK_STATIC_METHODS)).toEqual(statics);
  });
});

function readDeclarations(): string {
  const folder = join(dirname(createRequire(import.meta.url).resolve('zego-zim-web/package.json')), 'entity');
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  return texts.join('\n').replace(/\/\*.*?\*\//gs, '');
}

function declaredEnums(): Record<string, Record<string, number>> {
  const found = [...declarations.matchAll(/export declare enum (\w+) \{(.*?)\}/gs)];
  return Object.fromEntries(
    found.map(([, name = '', body = '']) => [
      name,
      Object.fromEntries(
        [...body.matchAll(/(\w+) = (-?\d+)/g)].map(([, key, value]) => [key, Number(value)]),
      ),
    ]),
  );
}
