// Evaluates the snippet of each surface, and sees that docs/sandbox.md lists them all.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testContext } from '../test-context.test-support.js';
import { SURFACES } from './surfaces.test-support.js';

describe('the surfaces', () => {
  it.each(SURFACES)('%s is %s: %s', async (_surface, _treatment, _how, snippet, value) => {
    const { run, clock } = await testContext();
    const result = run(snippet);
    // The clock's own asynchronous ticks wait for timers of the realm, which has none but the clock's.
    for (let ms = 0; ms < 150; ms += 1) {
      await new Promise(setImmediate);
      clock.tick(1);
    }
    expect(await result).toEqual(value);
  });

  it('are the rows of docs/sandbox.md', () => {
    const text = readFileSync(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8');
    const rows = SURFACES.map(([surface, treatment, how]) => `| ${surface} | ${treatment} | ${how} |`);
    expect(text.split('\n').filter((line) => /\| (virtual|refused|absent) \|/.test(line))).toEqual(rows);
  });
});

describe('the realm', () => {
  it.each([
    "new URL('x:y')",
    'setTimeout',
    'setTimeout(() => {})',
    'Date',
    'Date.now',
    'Intl.DateTimeFormat',
    'performance.now',
    'console.log',
    'fetch',
    'localStorage',
    'localStorage.getItem',
    'crypto.randomUUID',
    'navigator',
    'location',
    'Math.random',
    "(() => { const asked = fetch('x:y'); asked.catch(() => {}); return asked; })()",
    "new WebSocket('ws://a.b')",
    'indexedDB',
    'navigator.languages',
    'Event',
    '(() => { try { new URL("") } catch (e) { return e } })()',
    '(() => { const f = () => { try { f() } catch (e) { new URL("a:b"); Math.random(); throw e } }; try { f() } catch (e) { return e } })()',
  ])('leads nowhere from %s', async (path) => {
    const { run } = await testContext();
    expect(run(`(${path}).constructor.constructor("return typeof process")()`)).toBe('undefined');
  });

  it("hides the clock's own objects", async () => {
    const { run } = await testContext();
    expect(run('[typeof setTimeout.clock, typeof Date.clock, typeof Intl.clock].join()')).toBe(
      'undefined,undefined,undefined',
    );
  });

  it('fires events of the device', async () => {
    const { run, realm, log } = await testContext();
    run(
      'addEventListener("offline", () => console.log(navigator.onLine)); document.onvisibilitychange = () => console.log(document.hidden)',
    );
    realm.setOnline(false);
    realm.setOnline(false);
    realm.setVisible(false);
    expect(log).toEqual(['log false', 'log true']);
  });

  it('keeps local storage over a restart', async () => {
    const stored = new Map<string, string>();
    (await testContext({}, stored)).run('localStorage.kept = "yes"');
    expect((await testContext({}, stored)).run('localStorage.kept')).toBe('yes');
  });

  it('reports what nothing caught, and goes on', async () => {
    const { run, clock, log } = await testContext();
    run('setTimeout(() => { throw new TypeError("no") }, 1); setTimeout(() => console.log("on"), 2)');
    clock.tick(5);
    expect(log).toEqual(['uncaught TypeError: no in a timeout', 'log on']);
  });
});
