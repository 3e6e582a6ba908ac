import { describe, expect, it } from 'vitest';
import type { Observation } from '../sim/check/observation.js';
import { Trace } from '../sim/kernel/trace.js';
import type { RunResult } from '../sim/runner/summary.js';
import { foldRows } from './fold.js';
import { shortHead, shortLine } from './outcome.js';
import { runReport } from './run-report.js';
import { failureDetails, story } from './story.js';
import { styleFor } from './style.js';
import { widthOf, wrap } from './text.js';
import { timeline } from './timeline.js';
import { timelineRows } from './timeline-rows.js';
import { traceLines } from './trace-listing.js';

const plain = styleFor({ columns: 80, color: false });
const LIMITS = { limit: 200, shortLimit: 100 };
const ABOUT = { zimSim: '1.2.3', title: 'A lift', reproduce: '' };

const event = (atMs: number, name: string, data: object): Observation => ({
  kind: 'event',
  atMs,
  device: 'alice',
  name,
  data: data as Readonly<Record<string, unknown>>,
});
const connection = (atMs: number, state: number, of: number): Observation =>
  event(atMs, 'connectionStateChanged', { state, event: of, extendedData: '' });
const room = (atMs: number, state: number, of: number): Observation =>
  event(atMs, 'roomStateChanged', { roomID: 'lobby', state, event: of, extendedData: '' });
const attempt = (atMs: number): Observation[] => [
  { kind: 'socket', atMs, device: 'alice', socket: 1, phase: 'failed' },
  connection(atMs, 3, 3),
  room(atMs, 1, 1),
];

const SEEN: readonly Observation[] = [
  { kind: 'call', atMs: 1000, device: 'alice', id: 1, name: 'login', args: [] },
  { kind: 'backend', atMs: 1080, device: 'alice', what: { kind: 'sessionStarted', userID: 'alice' } },
  connection(1120, 2, 0),
  { kind: 'settle', atMs: 1120, device: 'alice', id: 1, name: 'login', ok: true },
  room(2000, 2, 0),
  connection(20_000, 3, 3),
  room(20_000, 1, 1),
  { kind: 'ui', atMs: 20_000, device: 'alice', action: 'remind', what: 'reconnecting' },
  ...[21_000, 23_000, 25_000, 29_000, 33_000].flatMap(attempt),
  {
    kind: 'call',
    atMs: 34_000,
    device: 'alice',
    id: 2,
    name: 'sendMessage',
    args: [{ message: 'hi' }, 'lobby', 1],
  },
  {
    kind: 'settle',
    atMs: 34_000,
    device: 'alice',
    id: 2,
    name: 'sendMessage',
    ok: false,
    error: { code: 6_000_203, message: '' },
  },
  connection(45_120, 2, 0),
  room(45_200, 0, 3),
];

const RUN: RunResult = {
  scenario: 'lift',
  seed: 7,
  sdk: '2.29.0',
  outcome: 'violated',
  traceHash: '9f86d081884c7d65',
  virtualMs: 90_000,
  metrics: { peakLoginsPerSecond: 1, atMs: 1000, logins: 2 },
  events: 152,
  params: { heartbeatTimeoutMs: 35_000 },
  properties: [
    {
      id: 'N3',
      title: 'Once it has reconnected it says CONNECTED + SUCCESS.',
      verdict: 'held',
      exercised: 1,
    },
    { id: 'N3.reached', title: 'Runs reach N3.', verdict: 'held', exercised: 1 },
    { id: 'K1', title: 'A kick.', verdict: 'not exercised', exercised: 0 },
    {
      id: 'A1',
      title: 'While the SDK reconnects the app makes no call on an interrupted room.',
      verdict: 'violated',
      exercised: 1,
      atMs: 34_000,
      device: 'alice',
      reason: 'it called sendMessage',
      evidence: [{ kind: 'call', atMs: 34_000, device: 'alice', id: 2, name: 'sendMessage', args: [] }],
    },
  ],
  expects: [
    { id: 'N3', reached: true },
    { id: 'R2a', reached: false },
  ],
  observations: SEEN,
  faults: [
    {
      atMs: 20_000,
      phase: 'begins',
      fault: { kind: 'partition', at: '20s', for: '25s', between: ['alice', 'server'] },
    },
    {
      atMs: 45_000,
      phase: 'ends',
      fault: { kind: 'partition', at: '20s', for: '25s', between: ['alice', 'server'] },
    },
  ],
  trace: new Trace([]),
  hosts: [],
};

const GOLDEN = `lift: A lift ride
seed 7 · SDK 2.29.0

    time  alice                      network                server
────────  ─────────────────────────  ─────────────────────  ────────────────────
0:01.000  login →
0:01.080                                                    alice's session
                                                              starts
0:01.120  connection 2 CONNECTED
            (SUCCESS)
          ✓ login
0:02.000  room lobby 2 CONNECTED
            (SUCCESS)
0:20.000  connection 3 RECONNECTING  partition alice |
            (LOGIN_INTERRUPTED)        server begins, for
          room lobby 1 CONNECTING      25s
            (NETWORK_INTERRUPTED)
          reminds: reconnecting
0:21.000  connection 3 RECONNECTING  alice: attempt fails
            (LOGIN_INTERRUPTED)
          room lobby 1 CONNECTING
            (NETWORK_INTERRUPTED)
0:23.000  connection 3 RECONNECTING  alice: attempt fails
            (LOGIN_INTERRUPTED)
          room lobby 1 CONNECTING
            (NETWORK_INTERRUPTED)
0:25.000  … 3 more connection        … 3 more failed
            RECONNECTING (3/3)         attempts of alice
          … 3 more room lobby        … until 0:33.000
            CONNECTING (1/1)
0:34.000  ✗ sendMessage 6000203
            SendMessageFailed
0:45.000                             partition alice |
                                       server ends
0:45.120  connection 2 CONNECTED
            (SUCCESS)
0:45.200  room lobby 0 DISCONNECTED
            (ROOM_NOT_EXIST)

room lobby on alice    connection.state  room.state      room.event
T0  0:20.000   3/1/1   3 RECONNECTING    1 CONNECTING    1 NETWORK_INTERRUPTED
T1  0:45.120   2/1/1   2 CONNECTED       1 CONNECTING    1 NETWORK_INTERRUPTED
T2  0:45.200   2/0/3   2 CONNECTED       0 DISCONNECTED  3 ROOM_NOT_EXIST

property  verdict     times
A1        ✗ violated     1×  While the SDK reconnects the app makes no call on
                               an interrupted room.
                             at 0:34.000 on alice: it called sendMessage
                               0:34.000 alice sendMessage →
N3        ✓ held         1×  Once it has reconnected it says CONNECTED +
                               SUCCESS.
not exercised: K1

goals: ✓ N3  ✗ R2a not reached
✗ violated  seed 7 · trace 9f86d081884c7d65 · 1:30.000 virtual · 152 events
  again: zim-sim run lift --seed 7`;

describe('story', () => {
  const text = story(RUN, plain, {
    title: 'A lift ride',
    reproduce: 'zim-sim run lift --seed 7',
    verbose: false,
  });

  it('is this text at 80 columns', () => {
    expect(text).toBe(GOLDEN);
  });

  it('has no line that is wider than the terminal, and no blanks at the end of one', () => {
    for (const columns of [60, 80, 120]) {
      const style = styleFor({ columns, color: false });
      for (const line of timeline(RUN, style).split('\n')) {
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(line).toBe(line.trimEnd());
      }
    }
  });

  it('says the same with colours', () => {
    const colored = story(RUN, styleFor({ columns: 80, color: true }), {
      title: 'A lift ride',
      reproduce: 'zim-sim run lift --seed 7',
      verbose: false,
    });
    const start = String.fromCharCode(27);
    expect(colored).toContain(start);
    const bare = colored.replaceAll(new RegExp(`${start}\\[\\d+m`, 'g'), '');
    expect(bare.replaceAll(/ +$/gm, '')).toBe(text);
  });

  it('shows every property when it is asked to', () => {
    const verbose = story(RUN, plain, { title: 'x', reproduce: 'y', verbose: true });
    expect(verbose).toMatch(/^K1 {10}– not exercised/m);
    expect(verbose).toMatch(/^N3\.reached/m);
  });
});

describe('failureDetails', () => {
  it('shows only what failed, and how to see it again', () => {
    const text = failureDetails(RUN, plain, 'zim-sim run lift --seed 7');
    expect(text).toMatch(/A1 +✗ violated/);
    expect(text).not.toMatch(/^N3/m);
    expect(text).toContain('✗ R2a not reached');
    expect(text).toMatch(/again: zim-sim run lift --seed 7$/);
  });
});

describe('a timeline', () => {
  it('becomes a list where there are too many columns', () => {
    const devices = ['alice', 'bob', 'carol', 'dave', 'eve', 'frank'];
    const observations = devices.map(
      (device): Observation => ({ kind: 'user', atMs: 1000, device, action: 'waves' }),
    );
    expect(timeline({ observations, faults: [] }, plain)).toBe(
      devices
        .map((device, index) => `${index === 0 ? '0:01.000' : '        '}  ${device.padEnd(5)}  user: waves`)
        .join('\n'),
    );
  });

  it('shows a reminder once, and clears only what is shown', () => {
    const ui = (atMs: number, action: 'remind' | 'clear'): Observation => ({
      kind: 'ui',
      atMs,
      device: 'alice',
      action,
      what: 'reconnecting',
    });
    const observations = [ui(0, 'clear'), ui(1, 'remind'), ui(2, 'remind'), ui(3, 'clear')];
    expect(timelineRows({ observations, faults: [] }).map(({ atMs, text }) => [atMs, text])).toEqual([
      [1, 'reminds: reconnecting'],
      [3, 'clears: reconnecting'],
    ]);
  });

  it('counts the wide letters of a name twice', () => {
    expect(widthOf('大厅')).toBe(4);
    expect(wrap('房间 大厅 已断开 连接', 9)).toEqual(['房间 大厅', '已断开', '连接']);
  });
});

describe('folding', () => {
  const day = Array.from({ length: 2700 }, (_, index) => attempt(60_000 + index * 32_000)).flat();

  it('a day of attempts is a few lines that count them all', () => {
    const rows = timelineRows({ observations: [connection(0, 3, 3), room(0, 1, 1), ...day], faults: [] });
    const folded = foldRows(rows, LIMITS);
    expect(folded.length).toBeLessThan(12);
    const counted = folded.reduce(
      (sum, item) =>
        sum + (item.kind === 'fold' ? item.fold.counts.reduce((all, { count }) => all + count, 0) : 1),
      0,
    );
    expect(counted).toBe(rows.length);
  });

  it('what is new during a fold is shown', () => {
    const kick = connection(60_000 + 1000 * 32_000 + 1, 0, 4);
    const seen = [...day.slice(0, 3003), kick, ...day.slice(3003)];
    expect(timeline({ observations: seen, faults: [] }, plain)).toContain('KICKED_OUT');
  });

  it('three like rows are not worth a fold', () => {
    const rows = timelineRows({ observations: day.slice(0, 9), faults: [] });
    expect(foldRows(rows, LIMITS).every(({ kind }) => kind === 'row')).toBe(true);
  });

  it('a story that is too long loses its middle, and says how much', () => {
    const observations = Array.from(
      { length: 1000 },
      (_, index): Observation => ({ kind: 'user', atMs: index, device: 'alice', action: `does ${index}` }),
    );
    const folded = foldRows(timelineRows({ observations, faults: [] }), LIMITS);
    expect(folded).toHaveLength(101);
    expect(folded[50]).toEqual({ kind: 'gap', rows: 900 });
    expect(folded[100]).toMatchObject({ row: { text: 'user: does 999' } });
  });
});

describe('lists and documents', () => {
  it('the line of a run stands below its head', () => {
    const layout = { nameWidth: 12, showSeed: true };
    expect(`${shortHead(plain, layout)}\n${shortLine(RUN, plain, layout)}`).toBe(
      [
        '  scenario        seed  outcome   goals   virtual  trace',
        '✗ lift               7  violated  1/2      1m 30s  9f86d081884c7d65',
      ].join('\n'),
    );
  });

  it('all held and a goal missed is a failure of its own', () => {
    const layout = { nameWidth: 4, showSeed: false };
    expect(shortLine({ ...RUN, outcome: 'held' }, plain, layout)).toMatch(/^✗ lift {2}missed /);
  });

  it('the JSON document has these keys, and no trace unless it is asked for', () => {
    const document = runReport(RUN, { ...ABOUT, reproduce: 'zim-sim run lift --seed 7' });
    expect(Object.keys(document)).toEqual([
      'kind',
      'format',
      'zimSim',
      'scenario',
      'title',
      'seed',
      'sdk',
      'outcome',
      'passed',
      'traceHash',
      'virtualMs',
      'events',
      'metrics',
      'reproduce',
      'params',
      'properties',
      'expects',
      'hosts',
      'faults',
      'observations',
    ]);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it('the trace is listed to the microsecond', () => {
    const trace = new Trace([{ name: 'send', fields: ['link', 'message'], texts: ['message'] }]);
    trace.advance(12_345_678);
    trace.record(0, 4, trace.ref({ to: 'bob' }), 0);
    const listed = { ...RUN, trace };
    expect([...traceLines(listed, plain)]).toEqual(['0:12.345678  send  link=4 message={"to":"bob"}']);
    expect(runReport(listed, { ...ABOUT, withTrace: true }).trace).toEqual([
      { index: 0, atMicros: 12_345_678, kind: 'send', fields: { link: 4, message: { to: 'bob' } } },
    ]);
  });
});

describe('in colours', () => {
  const color = styleFor({ columns: 80, color: true });
  const other: Observation = { kind: 'user', atMs: 3000, device: 'bob', action: 'waves' };
  const told = timeline({ observations: [other, ...SEEN], faults: [] }, color);

  it('each participant has one of its own, in the heading and in its column', () => {
    const own = (text: string): string | undefined => told.split(text)[0]?.match(/\d+(?=m$)/)?.[0];
    expect([own('alice'), own('bob')]).toHaveLength(new Set([own('alice'), own('bob')]).size);
    expect(own('user: waves')).toBe(own('bob'));
    expect(own('login →')).toBe(own('alice'));
  });

  it('says the same as without', () => {
    const plainly = timeline({ observations: [other, ...SEEN], faults: [] }, plain);
    expect(told.replace(/\p{Cc}\[\d+m/gu, '')).toBe(plainly);
  });
});

it('the last lines of a story fit into a narrow terminal', () => {
  const narrow = styleFor({ columns: 50, color: false });
  const text = story(RUN, narrow, {
    title: 'A lift ride',
    reproduce: 'zim-sim run lift --seed 7',
    verbose: false,
  });
  for (const line of text.split('\n').slice(-4)) expect(widthOf(line)).toBeLessThanOrEqual(50);
});
