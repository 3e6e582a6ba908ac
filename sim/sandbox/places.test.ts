// Time zones and languages of devices, as apps see them; what this process has of both does not show.
import { describe, expect, test } from 'vitest';
import { domFactory } from './dom.js';
import { play } from './sandbox.test-support.js';

const PLACES = [
  { name: 'alice', timeZone: 'Asia/Tokyo', locale: 'ja-JP' },
  { name: 'bob', timeZone: 'America/St_Johns', locale: 'fr-CA' },
  { name: 'carol' },
];

/** What an expression comes to on each of the three devices, at 2026-01-01T00:00:00Z. */
async function onEach(expression: string): Promise<readonly string[]> {
  const app = `export default ({ ui }) => { const at = new Date(); ui.remind(String(${expression})); };`;
  const { run } = await play(app, {
    devices: PLACES.map(({ name }) => ({ name })),
    places: PLACES,
    until: '1s',
  });
  return PLACES.map(({ name }) => {
    const shown = run.observations.find((one) => one.kind === 'ui' && one.device === name);
    // Engines differ in the spaces that they put before AM and h.
    return shown?.kind === 'ui' ? shown.what.replace(/\s/g, ' ') : 'nothing';
  });
}

describe('a device', () => {
  test.each<[string, string, string, string]>([
    [
      'at.toString()',
      'Thu Jan 01 2026 09:00:00 GMT+0900 (Asia/Tokyo)',
      'Wed Dec 31 2025 20:30:00 GMT-0330 (America/St_Johns)',
      'Thu Jan 01 2026 00:00:00 GMT+0000 (UTC)',
    ],
    [
      'Date()',
      'Thu Jan 01 2026 09:00:00 GMT+0900 (Asia/Tokyo)',
      'Wed Dec 31 2025 20:30:00 GMT-0330 (America/St_Johns)',
      'Thu Jan 01 2026 00:00:00 GMT+0000 (UTC)',
    ],
    ['at.getTimezoneOffset()', '-540', '210', '0'],
    ['[at.getDate(), at.getHours(), at.getMinutes()]', '1,9,0', '31,20,30', '1,0,0'],
    [
      'new Date(2026, 6, 1).toISOString()',
      '2026-06-30T15:00:00.000Z',
      '2026-07-01T02:30:00.000Z',
      '2026-07-01T00:00:00.000Z',
    ],
    ['at.toLocaleString()', '2026/1/1 9:00:00', '2025-12-31 20 h 30 min 00 s', '1/1/2026, 12:00:00 AM'],
    ['at.toLocaleDateString([])', '2026/1/1', '2025-12-31', '1/1/2026'],
    ['at.toLocaleTimeString(undefined, { timeStyle: "short" })', '9:00', '20 h 30', '12:00 AM'],
    ['at.toLocaleString("en-GB", { timeZone: "Europe/Berlin" })', ...same('01/01/2026, 01:00:00')],
    [
      'new Intl.DateTimeFormat([], { dateStyle: "medium" }).format()',
      '2026/01/01',
      '31 déc. 2025',
      'Jan 1, 2026',
    ],
    ['Intl.DateTimeFormat().resolvedOptions().timeZone', 'Asia/Tokyo', 'America/St_Johns', 'UTC'],
    ['new Intl.NumberFormat().resolvedOptions().locale', 'ja-JP', 'fr-CA', 'en-US'],
    ['(1234.5).toLocaleString()', '1,234.5', '1 234,5', '1,234.5'],
    ['[1234.5].toLocaleString()', '1,234.5', '1 234,5', '1,234.5'],
    ['new Intl.RelativeTimeFormat().format(-1, "day")', '1 日前', 'il y a 1 jour', '1 day ago'],
    ['new Intl.DisplayNames(undefined, { type: "region" }).of("DE")', 'ドイツ', 'Allemagne', 'Germany'],
    ['[navigator.language, navigator.languages]', 'ja-JP,ja-JP,ja', 'fr-CA,fr-CA,fr', 'en-US,en-US,en'],
  ])('%s', async (expression, ...expected) => {
    expect(await onEach(expression)).toEqual(expected);
  });

  test('keeps its place through a restart, and its zone when its clock is wrong', async () => {
    const { shown } = await play('export default ({ ui }) => ui.remind(new Date().toLocaleTimeString());', {
      places: PLACES,
      schedule: [
        { kind: 'clockJump', at: '1s', host: 'alice', by: '1h', direction: 'ahead' },
        { kind: 'kill', at: '2s', for: '3s', device: 'alice', keeps: 'token' },
      ],
    });
    expect(shown).toEqual(['9:00:00', '10:00:05']);
  });

  test('is in the same place where it has a page', async () => {
    const { shown } = await play(
      'export default ({ ui }) => ui.remind([navigator.language, navigator.languages, new Date(), Intl.DateTimeFormat().resolvedOptions().timeZone].join());',
      { places: PLACES, dom: await domFactory(process.cwd(), '') },
    );
    expect(shown).toEqual(['ja-JP,ja-JP,ja,Thu Jan 01 2026 09:00:00 GMT+0900 (Asia/Tokyo),Asia/Tokyo']);
  });

  test('follows the changes of its clocks, forward and back', async () => {
    const local =
      "['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-10-25T00:59:59Z', '2026-10-25T01:00:00Z'].map((text) => new Date(text).getHours())";
    const { shown } = await play(
      `export default ({ ui }) => { ui.remind(String(${local})); ui.remind(String([new Date(2026, 2, 29, 2, 30), new Date(2026, 9, 25, 12)].map((at) => at.toISOString()))); };`,
      { places: [{ name: 'alice', timeZone: 'Europe/Berlin' }] },
    );
    expect(shown).toEqual(['1,3,2,2', '2026-03-29T01:30:00.000Z,2026-10-25T11:00:00.000Z']);
  });
});

function same(text: string): [string, string, string] {
  return [text, text, text];
}
