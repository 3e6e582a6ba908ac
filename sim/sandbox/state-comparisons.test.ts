import { describe, expect, test } from 'vitest';
import { bundled } from './sandbox.test-support.js';
import { stateComparisons, twinSpelling } from './state-comparisons.js';

const found = async (text: string): Promise<unknown[]> =>
  stateComparisons(
    await bundled(`import { ZIM } from 'zego-zim-web'; const zim = ZIM.create(1)!; let x: any;\n${text}`),
  ).map(({ kind, literal }) => [kind, literal]);

describe('comparisons of a state with what it never is', () => {
  test.each([
    [
      'destructured',
      "zim.on('connectionStateChanged', (z, { state }) => { x = state === 'CONNECTED'; });",
      [['connection', 'CONNECTED']],
    ],
    [
      'from the data',
      "zim.on('connectionStateChanged', function (z, data) { x = 'Connected' == data.state; });",
      [['connection', 'Connected']],
    ],
    [
      'through a local variable',
      "zim.on('roomStateChanged', (z, data) => { const s = data.state; if (s !== 'CONNECTED') x = 1; });",
      [['room', 'CONNECTED']],
    ],
    [
      'destructured inside, under another name',
      "zim.on('connectionStateChanged', (z, data) => { const { state: now } = data; x = now === true; });",
      [['connection', true]],
    ],
    [
      'in a switch',
      "zim.on('connectionStateChanged', (z, { state }) => { switch (state as any) { case 'DISCONNECTED': x = 1; break; case 2: x = 2; } });",
      [['connection', 'DISCONNECTED']],
    ],
    [
      'a number outside the enumeration',
      "zim.on('roomStateChanged', (z, { state }) => { x = state === 3; });",
      [['room', 3]],
    ],
    [
      'a function by its name',
      "function told(z: any, { state }: any) { x = state === 'ONLINE'; } zim.on('connectionStateChanged', told);",
      [['connection', 'ONLINE']],
    ],
    [
      'a bound method',
      "class A { told(z: any, data: any) { x = data.state === 'UP'; } constructor() { zim.on('connectionStateChanged', this.told.bind(this)); } } new A();",
      [['connection', 'UP']],
    ],
    [
      'right ones',
      "zim.on('connectionStateChanged', (z, { state, event }) => { x = state === 2 || state !== 0 || (event as any) === 'x'; });",
      [],
    ],
    ['other events', "zim.on('tokenWillExpire', (z, data: any) => { x = data.state === 'CONNECTED'; });", []],
  ])('%s', async (_name, text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  test('a place in the source', async () => {
    const bundle = await bundled(
      "import { ZIM } from 'zego-zim-web';\nZIM.create(1)!.on('roomStateChanged', (z, { state }) => {\n  if ((state as any) === 'GONE') throw state;\n});",
    );
    expect(stateComparisons(bundle)[0]?.where).toBe('app.ts:3:8');
  });
});

test('a twin gets states as the app takes them for', () => {
  const where = 'a';
  expect(twinSpelling([{ kind: 'connection', literal: 'connected', where }])).toMatchObject({
    'connection 2': 'connected',
    'connection 0': 'DISCONNECTED',
  });
  expect(twinSpelling([{ kind: 'room', literal: true, where }])).toEqual({
    'room 0': false,
    'room 1': false,
    'room 2': true,
  });
});
