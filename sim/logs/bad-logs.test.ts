// Logs as they come from phones: cut off, begun in the middle, with clocks that were set, of several devices, hidden.
import { describe, expect, it } from 'vitest';
import { listScenarios, run } from '../../index.js';
import { allProperties } from '../../properties/index.js';
import { keyOf, redactor } from '../recorder/redact.js';
import { checkLogs, type LogCheck } from './check-logs.js';
import { sourceOf } from './logs.test-support.js';
import { logLines } from './write-log.js';

type Line = Record<string, unknown>;

const check = (...texts: string[]): Promise<LogCheck> =>
  checkLogs(
    texts.map((text, index) => sourceOf(text, { name: `${index}.jsonl`, piece: 1000 })),
    { properties: allProperties },
  );

function linesOf(name: string): string[] {
  const scenario = listScenarios().find((one) => one.name === name);
  if (scenario === undefined) throw new Error(`${name} is gone`);
  const { observations, sdk } = run(scenario);
  return logLines(observations, { sdk });
}

const changed = (lines: readonly string[], change: (line: Line, index: number) => Line): string =>
  lines.map((line, index) => JSON.stringify(change(JSON.parse(line) as Line, index))).join('\n');

const verdictsOf = ({ verdicts }: LogCheck): string[] =>
  verdicts.map(
    ({ id, verdict, exercised, reason }) =>
      `${id} ${verdict} ${exercised} ${verdict === 'violated' ? reason : ''}`,
  );
const violatedIn = ({ verdicts }: LogCheck): string[] =>
  verdicts.filter(({ verdict }) => verdict === 'violated').map(({ id, reason }) => `${id} ${reason}`);

describe('a log from a phone', () => {
  const lines = linesOf('room-deleted');
  const tokens = linesOf('token-renewed');

  it('may be cut off anywhere: the rest is judged', async () => {
    const text = lines.join('\n');
    for (let at = 300; at < text.length; at += 611) {
      const { problems, verdicts } = await check(text.slice(0, at));
      expect(problems.length).toBeLessThanOrEqual(1);
      for (const problem of problems) expect(problem).toContain('the log was cut off');
      expect(verdicts.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
    }
  });

  it('may begin anywhere: nothing is held against it that it does not show', async () => {
    for (const from of [
      tokens,
      lines,
      linesOf('train-with-tunnels'),
      linesOf('kicked-out'),
      linesOf('token-expires'),
    ]) {
      for (let at = 1; at < from.length; at += 3) {
        const result = await check(from.slice(at).join('\n'));
        expect(violatedIn(result), `from line ${at}`).toEqual([]);
      }
    }
    const { notes } = await check(lines.slice(50).join('\n'));
    expect(notes.join()).toContain('starts in the middle of a session');
  });

  it('may come from a clock that was set', async () => {
    const whole = await check(tokens.join('\n'));
    for (const by of [-3_600_000, 86_400_000]) {
      const text = changed(tokens, (line, index) =>
        index < 20 ? line : { ...line, wall: Number(line.wall) + by },
      );
      const result = await check(text);
      expect(result.problems).toEqual([]);
      expect(result.endMs).toBe(whole.endMs);
      expect(violatedIn(result)).toEqual([]);
      expect(result.notes.join()).toContain('its clock was set');
      const wallOnly = await check(changed(tokens, ({ mono, ...line }) => line));
      expect(verdictsOf(wallOnly)).toEqual(verdictsOf(whole));
    }
  });

  it('may not be in no order at all', async () => {
    const shuffled = [...lines.slice(0, 60), ...lines.slice(20, 30)].join('\n');
    const { problems, verdicts } = await check(shuffled);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('0.jsonl: line 61: Expected times that go on');
    expect(verdicts.some(({ verdict }) => verdict === 'held')).toBe(true);
  });

  it.each([
    ['', 'got an empty file'],
    ['\n \n', 'got an empty file'],
    ['hello\n', 'Expected a line of a log, got "hello"'],
    ['{"a":1}\n', 'Expected a line of a log'],
    ['\u0000\u0001\u0002', 'Expected a line of a log'],
  ])('is refused when it is none: %j', async (text, message) => {
    const { problems, verdicts } = await check(text, lines.join('\n'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`0.jsonl`);
    expect(problems[0]).toContain(message);
    // The other one is judged.
    expect(verdicts.some(({ verdict }) => verdict === 'held')).toBe(true);
  });

  it('may have other lines between its own, of which it is said so', async () => {
    const mixed = lines
      .flatMap((line, index) => (index % 10 === 5 ? ['GET /x 200', line] : [line]))
      .join('\n');
    const { problems } = await check(mixed);
    expect(problems).toEqual([
      expect.stringMatching(/^0.jsonl:6: Expected a line of a log, got "GET \/x 200" \(and \d+ more\)/),
    ]);
  });

  it('is in one format, and in one that is known', async () => {
    const consoles = await check(['connectionStateChanged 2 0 {}', ...lines].join('\n'));
    expect(consoles.problems).toEqual([
      expect.stringMatching(/^0.jsonl: Expected a log in one format, got lines of a console and \d+ as/),
    ]);
    const later = await check(
      changed(lines, (line) => (line.kind === 'log' ? { ...line, format: 99 } : line)),
    );
    expect(later.problems).toEqual([
      expect.stringMatching(/^0.jsonl: line 1: Expected a log of format 1, got "99"/),
    ]);
  });

  it('may have a line that is too long, and goes on behind it', async () => {
    const long = `{"kind":"error","message":"${'x'.repeat(9_000_000)}"}`;
    const { problems, verdicts, logs } = await check(
      [...lines.slice(0, 9), long, ...lines.slice(9)].join('\n'),
    );
    expect(problems).toEqual([expect.stringMatching(/^0.jsonl:10: .* one of more than 4 MB/)]);
    expect(logs[0]?.lines).toBe(lines.length);
    expect(verdicts.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
  });

  it('is text', async () => {
    const bytes = (...first: number[]): AsyncIterable<Uint8Array> =>
      (async function* () {
        yield Uint8Array.from(first);
      })();
    const read = async (chunks: AsyncIterable<Uint8Array>): Promise<readonly string[]> =>
      (await checkLogs([{ name: 'x', chunks }], { properties: allProperties })).problems;
    expect(await read(bytes(0x1f, 0x8b, 8))).toEqual([expect.stringContaining('gunzip it')]);
    expect(await read(bytes(0xff, 0xfe, 0x7b, 0))).toEqual([expect.stringContaining('UTF-16: save it')]);
  });

  it('has each device once, unless it goes on in another file', async () => {
    const twice = await check(lines.join('\n'), lines.join('\n'));
    expect(twice.problems).toEqual([
      expect.stringMatching(/^0.jsonl, 1.jsonl: Expected each device in one log/),
    ]);
    const later = changed(lines, (line) => ({ ...line, wall: Number(line.wall) + 86_400_000 }));
    expect((await check(lines.join('\n'), later)).problems).toEqual([]);
  });

  it('says which SDK it is of, or is judged as the newest', async () => {
    const { notes } = await check(
      changed(lines, (line) => (line.kind === 'log' ? { ...line, sdk: '9.9.9' } : line)),
    );
    expect(notes).toContainEqual(expect.stringContaining('the logs say SDK 9.9.9; all was judged as 2.29.0'));
  });

  it('without times is judged by its order alone', async () => {
    const { notes, verdicts } = await check(
      ['connectionStateChanged 1 1', 'connectionStateChanged 2 0', 'connectionStateChanged 3 2'].join('\n'),
    );
    expect(notes).toContainEqual('0.jsonl has no times: only the order of what came is judged');
    expect(verdicts.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id)).toEqual(['S1']);
    const held = verdicts.filter(({ verdict }) => verdict === 'held').map(({ id }) => id);
    expect(held).toEqual(['S1.reached']);
  });

  it('may hold anything in its values', async () => {
    for (const junk of [null, 7, 'x', [], {}, { messageList: [null, 1, { messageID: 3 }], message: null }]) {
      const text = changed(lines, (line) => ({
        ...line,
        ...(line.kind === 'settle' ? { value: junk, error: junk } : {}),
        ...(line.kind === 'call' ? { args: [junk, junk, junk] } : {}),
        ...(line.kind === 'event' && !/State/.test(String(line.name)) ? { data: junk } : {}),
      }));
      await expect(check(text)).resolves.toBeDefined();
    }
  });

  it('says the same in one file, in one for each device, and hidden', async () => {
    const together = await check(lines.join('\n'));
    const device = (name: string): string =>
      lines.filter((line) => JSON.parse(line).device === name).join('\n');
    const apart = await check(device('alice'), device('bob'));
    // A file of one device ends before the other's, and a process that is no longer seen puts nothing more to the test.
    const uncounted = (all: LogCheck): readonly string[] =>
      all.verdicts.map(({ id, verdict }) => `${id} ${verdict}`);
    expect(uncounted(apart)).toEqual(uncounted(together));
    for (const from of [lines, tokens]) {
      const redact = redactor('incident');
      const hidden = changed(from, ({ name, args, data, value, error, ...line }) => ({
        ...line,
        ...(name === undefined ? {} : { name }),
        ...(Array.isArray(args) ? { args: args.map((one, at) => redact(one, keyOf(String(name), at))) } : {}),
        ...(data === undefined ? {} : { data: redact(data, '') }),
        ...(value === undefined ? {} : { value: redact(value, '') }),
        ...(error === undefined ? {} : { error }),
      }));
      expect(hidden).not.toContain('"lobby"');
      const open = await check(from.join('\n'));
      // The order of messages is told by IDs that are hidden.
      const told = (result: LogCheck): string[] =>
        verdictsOf(result).filter((line) => !line.startsWith('M2'));
      expect(told(await check(hidden))).toEqual(told(open));
    }
  });

  it('of an app that does not listen says nothing of what it would have heard', async () => {
    const listening = changed(tokens.slice(0, 1), (line) => ({
      ...line,
      events: ['connectionStateChanged'],
    }));
    const text = [listening, ...tokens.slice(1).filter((line) => !line.includes('"tokenWillExpire"'))].join(
      '\n',
    );
    const { verdicts } = await check(text);
    expect(verdicts.find(({ id }) => id === 'T1')).toMatchObject({ verdict: 'not observable' });
    expect(verdicts.find(({ id }) => id === 'T1.reached')).toMatchObject({ verdict: 'not observable' });
  });

  it('goes on with another process', async () => {
    const again = changed(lines, (line) => ({ ...line, wall: Number(line.wall) + 500_000 }));
    const result = await check(`${lines.join('\n')}\n${again}`);
    expect(result.problems).toEqual([]);
    expect(violatedIn(result)).toEqual([]);
    expect(result.logs[0]?.devices.map(({ restarts }) => restarts)).toEqual([1, 1]);
  });
});
