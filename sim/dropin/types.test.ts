import { expect, expectTypeOf, test } from 'vitest';
import type { ZIM as RealZIM } from 'zego-zim-web';
import { SDK_METHOD_NAMES } from '../zim/sdk-surface.js';
import { ZIM } from './zim.js';

type Own = NonNullable<ReturnType<typeof ZIM.create>>;
type Methods = Exclude<keyof RealZIM, 'prototype'>;

/** For each method of the package: whether what an app passes fits, and what it gets back serves it. */
type Fits = {
  [Name in Methods]: Name extends keyof Own
    ? RealZIM[Name] extends (...args: infer Args) => infer Result
      ? Own[Name] extends (...args: infer OwnArgs) => infer OwnResult
        ? Args extends OwnArgs
          ? OwnResult extends Result
            ? true
            : Name
          : Name
        : Name
      : Name
    : Name;
};

test('whatever an app can call on the package type-checks on the drop-in', () => {
  expectTypeOf<Exclude<Fits[Exclude<Methods, 'on' | 'off'>], true>>().toBeNever();
  expectTypeOf<Parameters<typeof RealZIM.create>[0]>().toExtend<
    Parameters<typeof ZIM.create>[0] | { appID: number }
  >();
  expectTypeOf<Methods>().toExtend<keyof Own>();
});

test('an app as it is written for the package', () => {
  const zim = ZIM.create({ appID: 1 });
  zim?.on('connectionStateChanged', (_zim, { state, event, extendedData }) => {
    expectTypeOf(state).toBeNumber();
    expectTypeOf(event).toBeNumber();
    expectTypeOf(extendedData).toBeString();
  });
  zim?.on('peerMessageReceived', (_zim, { messageList, fromConversationID }) => [
    messageList,
    fromConversationID,
  ]);
  expect(Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(zim)))).toEqual(
    expect.arrayContaining([...SDK_METHOD_NAMES]),
  );
  expect(ZIM.getInstance()).toBe(zim);
});

test('outside of a simulation nobody carries its calls, and it says so', async () => {
  await expect(ZIM.getInstance()?.login('alice', { userName: '', token: '' })).rejects.toThrow(
    'npx zim-sim test',
  );
});
