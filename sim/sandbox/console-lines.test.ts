// What an app writes to its console, and where in its sources that and its calls were.
import { describe, expect, test } from 'vitest';
import { play } from './sandbox.test-support.js';

const APP = `import { ZIM } from 'zego-zim-web';
import { note } from './log';
export default function ({ appID, userID, token }) {
  const zim = ZIM.create({ appID });
  note('starts');
  zim.on('connectionStateChanged', (_zim, { state }) => {
    console.warn('state', state, { a: 1 });
  });
  return {
    async login() {
      await null;
      await zim.login(userID, { token });
      console.error('two\\nlines');
    },
  };
}
`;

const FILES = {
  'app.ts': APP,
  'log.ts': `export const note = (text: string): void => {
  console.log(text);
};
`,
};

const LOGIN = [{ at: '1s', device: 'alice', do: [{ user: 'login()' }] }];

describe('a line of a console', () => {
  test('says its level, its text, its place in the sources, and after which observation it came', async () => {
    const { run } = await play(FILES, { script: LOGIN });
    const lines = run.console ?? [];
    expect(lines.map(({ level, text, where }) => [level, text, where])).toEqual([
      ['log', 'starts', 'log.ts:2:11'],
      ['warn', 'state 1 { a: 1 }', 'app.ts:7:13'],
      ['warn', 'state 2 { a: 1 }', 'app.ts:7:13'],
      ['error', 'two\nlines', 'app.ts:13:15'],
    ]);
    const [, second, , last] = lines;
    const before = run.observations[(second?.after ?? 0) - 1];
    expect(before).toMatchObject({ kind: 'event', name: 'connectionStateChanged', data: { state: 1 } });
    expect(run.observations[(last?.after ?? 0) - 1]).toMatchObject({ kind: 'settle', name: 'login' });
  });

  test('comes from where it comes, whatever the app does to its own errors', async () => {
    const hacked = `Error.stackTraceLimit = 0; Error.prepareStackTrace = () => 'nowhere'; console.log('here');`;
    const { run } = await play(hacked);
    expect(run.console?.map(({ where }) => where)).toEqual(['app.ts:1:79']);
  });

  test('changes nothing in the trace', async () => {
    const quiet = { ...FILES, 'log.ts': 'export const note = (_text: string): void => {};' };
    const [loud, still] = await Promise.all([play(FILES, { script: LOGIN }), play(quiet, { script: LOGIN })]);
    expect(loud.run.traceHash).toBe(still.run.traceHash);
  });
});

test('a call of the SDK has its place in the sources', async () => {
  const { run, of } = await play(FILES, { script: LOGIN });
  const [login] = of('call').filter(({ name }) => name === 'login');
  const place = run.callPlaces?.find(({ device, id }) => device === 'alice' && id === login?.id);
  expect(place?.where).toBe('app.ts:12:17');
});
