// The rules of the trace event format, as Perfetto and chrome://tracing apply them.
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../run-report.js';
import type { ChromeEvent } from './chrome-events.js';
import { chromeTraceReporter } from './chrome-trace.js';
import { EVIL, evilReport, reportOf } from './reports.test-support.js';

const eventsOf = (report: RunReport): readonly ChromeEvent[] =>
  JSON.parse(chromeTraceReporter.run?.(report) ?? '').traceEvents;

function threadsOf(events: readonly ChromeEvent[]): ReadonlyMap<string, readonly ChromeEvent[]> {
  const threads = new Map<string, ChromeEvent[]>();
  for (const event of events) {
    if (event.ph !== 'X') continue;
    const key = `${event.pid}/${event.tid}`;
    const spans = threads.get(key);
    if (spans === undefined) threads.set(key, [event]);
    else spans.push(event);
  }
  return threads;
}

describe.each([
  ['room-deleted', () => reportOf('room-deleted')],
  ['server-restart-herd', () => reportOf('server-restart-herd')],
  ['weak-network', () => reportOf('weak-network')],
  ['names that mean harm', evilReport],
] as const)("Chrome's trace format, of %s", (_name, make) => {
  const report = make();
  const events = eventsOf(report);

  it('has whole times that never go back, and no span behind the end', () => {
    let last = 0;
    for (const { ph, ts, dur = 0 } of events) {
      if (!Number.isInteger(ts) || !Number.isInteger(dur) || ts < 0 || dur < 0) expect.fail(`${ts} ${dur}`);
      // Messages of one instant stand one after the other, a microsecond each.
      expect(ts + dur).toBeLessThanOrEqual(report.virtualMs * 1000 + 1000);
      if (ph === 'M') continue;
      expect(ts).toBeGreaterThanOrEqual(last);
      last = ts;
    }
  });

  it('has spans that never overlap on a track', () => {
    for (const [thread, spans] of threadsOf(events)) {
      let until = 0;
      for (const { ts, dur = 0, name } of spans) {
        expect(ts, `${name} on ${thread}`).toBeGreaterThanOrEqual(until);
        until = ts + dur;
      }
    }
  });

  it('has two ends for each arrow, in order, each on a span', () => {
    const begins = new Map<number | undefined, ChromeEvent>();
    const ends = new Map<number | undefined, ChromeEvent>();
    const last = new Map<string, ChromeEvent>();
    for (const event of events) {
      if (event.ph === 'X') last.set(`${event.pid}/${event.tid}`, event);
      if (event.ph !== 's' && event.ph !== 'f') continue;
      const side = event.ph === 's' ? begins : ends;
      expect(side.has(event.id)).toBe(false);
      side.set(event.id, event);
      // Spans do not overlap, so the last that has begun is the one.
      expect(last.get(`${event.pid}/${event.tid}`)).toMatchObject({ ts: event.ts, dur: 1 });
    }
    expect(begins.size).toBeGreaterThan(0);
    expect([...begins.keys()].sort()).toEqual([...ends.keys()].sort());
    for (const [id, { ts, cat, name }] of ends) {
      expect(begins.get(id)).toMatchObject({ cat, name });
      expect(ts).toBeGreaterThanOrEqual(begins.get(id)?.ts ?? Number.POSITIVE_INFINITY);
    }
  });

  it('names every process and thread once', () => {
    const named = events.filter(({ name }) => name === 'thread_name').map(({ pid, tid }) => `${pid}/${tid}`);
    const used = new Set(events.filter(({ ph }) => ph !== 'M').map(({ pid, tid }) => `${pid}/${tid}`));
    expect(new Set(named).size).toBe(named.length);
    expect(named).toEqual(expect.arrayContaining([...used]));
  });
});

describe("Chrome's trace format", () => {
  it('shows faults, calls and states for as long as they last', () => {
    const events = eventsOf(reportOf('room-deleted'));
    const found = (name: string): ChromeEvent | undefined => events.find((event) => event.name === name);
    expect(found('alice in flight mode')).toMatchObject({ ts: 20_000_000, dur: 15_000_000, cat: 'fault' });
    expect(found('3 RECONNECTING')).toMatchObject({ cat: 'state', ts: 20_000_000 });
    expect(found('login')).toMatchObject({ cat: 'call', ts: 1_000_000, dur: 400_003 });
    expect(events.some(({ name }) => name.endsWith(' (lost)'))).toBe(true);
  });

  it('shows no control characters', () => {
    for (const { name } of eventsOf(evilReport())) expect(name).not.toMatch(/\p{Cc}|\u202e/u);
    expect(JSON.stringify(eventsOf(evilReport()))).toContain(JSON.stringify(EVIL).slice(1, 40));
  });
});
