// Names, titles and texts are anybody's: what they would do to a terminal is written out instead.
import { describe, expect, it } from 'vitest';
import { Trace } from '../sim/kernel/trace.js';
import type { RunResult } from '../sim/runner/summary.js';
import { runReport } from './run-report.js';
import { failureDetails, story } from './story.js';
import { styleFor } from './style.js';
import { flow, visible, widthOf, wrap } from './text.js';
import { traceLines } from './trace-listing.js';

const EVIL = 'a\u001b[31m\u202eb\n\r\t\u0000\u0085\u2028\u200bc';
const SAFE = 'a\\u001b[31m\\u202eb\\n\\r\\t\\u0000\\u0085\\u2028\\u200bc';

describe('a text', () => {
  it('shows what nobody would see', () => {
    expect(visible(EVIL)).toBe(SAFE);
    expect(visible('\ud800 \u{1d173}')).toBe('\\ud800 \\u{1d173}');
  });

  it('that can be seen stays as it is', () => {
    for (const text of ['room lobby → 大厅 ✓', '👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'نام‌ها', SAFE]) expect(visible(text)).toBe(text);
  });

  it('is as wide as what is shown, and breaks there', () => {
    expect(widthOf(EVIL)).toBe(SAFE.length);
    expect(wrap(EVIL, 200)).toEqual([SAFE]);
    for (const line of wrap(EVIL, 14)) expect(widthOf(line)).toBeLessThanOrEqual(14);
  });
});

it('the lines of a list fit with their commas', () => {
  const ids = Array.from({ length: 40 }, (_, index) => `R${index}`);
  for (let width = 40; width < 60; width++) {
    for (const line of flow(ids, { width, indent: '  ' }).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(width);
    }
  }
});

const at = { atMs: 1000, device: EVIL };
const interrupted = { kind: 'event', ...at, name: 'roomStateChanged' } as const;
const trace = new Trace([{ name: 'note', fields: ['text'], texts: ['text'] }]);
trace.record(0, trace.ref(EVIL), 0, 0);

const RUN: RunResult = {
  scenario: 'lift',
  seed: 1,
  sdk: '2.29.0',
  outcome: 'violated',
  traceHash: '9f86d081884c7d65',
  metrics: { peakLoginsPerSecond: 0, atMs: 0, logins: 0 },
  virtualMs: 90_000,
  events: 1,
  params: {},
  properties: [
    { id: 'own', title: EVIL, verdict: 'violated', exercised: 1, atMs: 1, device: EVIL, reason: EVIL },
  ],
  expects: [],
  observations: [
    { kind: 'user', ...at, action: EVIL },
    { kind: 'ui', ...at, action: 'remind', what: EVIL },
    { kind: 'error', ...at, message: EVIL },
    { ...interrupted, data: { roomID: EVIL, state: 2, event: 0 } },
    { ...interrupted, data: { roomID: EVIL, state: 1, event: 1 } },
    { kind: 'backend', ...at, what: { kind: 'memberJoined', roomID: EVIL, userID: EVIL } },
  ],
  faults: [{ atMs: 1, phase: 'begins', fault: { kind: 'kick', at: 1, user: EVIL } }],
  trace,
  hosts: [EVIL],
};

describe.each([true, false])('a report, in colours: %s', (color) => {
  const style = styleFor({ columns: 100, color });
  const options = { title: EVIL, reproduce: 'zim-sim run lift', verbose: true };

  it.each([
    ['of a run', () => story(RUN, style, options)],
    ['of a failure', () => failureDetails(RUN, style, 'zim-sim run lift')],
    ['of a trace', () => [...traceLines(RUN, style)].join('\n')],
  ])('%s has no control characters but its own', (_what, report) => {
    // Its own are line breaks and colours; a colour that a name brings along would be the red of its `[31m`.
    const text = report().replaceAll('\n', '');
    const ownColors = color ? text.replace(/\p{Cc}\[(?:1|2|22|32|33|34|35|36|39|31)m/gu, '') : text;
    expect(ownColors).not.toMatch(/[\p{Cc}\u202e\u2028\u200b]/u);
    expect(text).toContain('\\u001b');
  });
});

it('a JSON document has the texts as they are', () => {
  const document = JSON.parse(JSON.stringify(runReport(RUN, { zimSim: '1.2.3', title: '', reproduce: '' })));
  expect(document.observations[0].action).toBe(EVIL);
});
