import { describe, expect, it } from 'vitest';
import { timerAt } from './kernel-timers.js';
import { StreamWorld } from './stream-world.test-support.js';

const DELAY = { delay: { kind: 'constant', micros: 50_000 } } as const;
const EXACT = { kernelTimers: false } as const;

function opened(settings: object = {}, options: object = EXACT): StreamWorld {
  const world = new StreamWorld({ ...DELAY, ...settings }, options);
  world.connect();
  world.run(1000);
  return world;
}

const whats = (world: StreamWorld): string[] => world.heard.map(([at, ...rest]) => `${at} ${rest.join(' ')}`);

describe('the handshake', () => {
  it('takes a round trip for one side and half of one more for the other', () => {
    expect(whats(opened())).toEqual(['100 opened 0', '150 accepted 0']);
  });

  it('repeats a SYN after 1, 2, 3, 4, 5, 7, … seconds and gives up after 131', () => {
    const world = new StreamWorld(DELAY, EXACT);
    world.block(0);
    world.connect();
    world.run(200_000);
    const seconds = world.repeats.map(([at]) => (at as number) / 1000);
    expect(seconds).toEqual([1, 2, 3, 4, 5, 7, 11, 19, 35, 67]);
    expect(whats(world)).toEqual(['131000 failed 0 timeout']);
  });

  it('answers again when the answer is lost, on its own timer too', () => {
    const world = new StreamWorld(DELAY, EXACT);
    world.block(1);
    world.at(900, () => world.unblock(1));
    world.connect();
    world.run(3000);
    // The acceptor's own timer runs since 50 ms, the second SYN leaves at 1,000 and arrives at 1,050.
    expect(world.heard[0]).toEqual([1100, 'opened', 0]);
  });

  it('fails at once where nobody listens, and after a long silence where nobody answers', () => {
    const refused = new StreamWorld(DELAY, EXACT);
    refused.mode = 'refuse';
    refused.connect();
    refused.run(1000);
    expect(whats(refused)).toEqual(['100 failed 0 refused']);
    const silent = new StreamWorld(DELAY, EXACT);
    silent.mode = 'silent';
    silent.connect();
    silent.run(300_000);
    expect(silent.heard.map(([, what, , why]) => [what, why])).toEqual([['failed', 'timeout']]);
  });
});

describe('retransmission', () => {
  it('starts after the round trip plus 200 ms with a probe, then doubles: 300, 600, 1200, …', () => {
    const world = opened();
    world.block(0);
    world.streams.send(0, 0, 'hello', 100);
    world.run(11_000);
    expect(world.repeats.map(([at]) => (at as number) - 1000)).toEqual([300, 600, 1200, 2400, 4800, 9600]);
  });

  it('gives up after fifteen repetitions, the last of them 120 s apart', () => {
    const world = opened();
    world.block(0);
    world.streams.send(0, 0, 'hello', 100);
    world.run(2_000_000);
    // One tail-loss probe and fifteen timeouts.
    expect(world.repeats.length).toBe(16);
    const times = world.repeats.map(([at]) => at as number);
    expect((times[15] as number) - (times[14] as number)).toBe(120_000);
    expect(world.heard.at(-1)).toEqual([(times[15] as number) + 120_000, 'ended', 0, 0, 'timeout']);
  });

  it('ends its back-off with the first acknowledgement', () => {
    const world = opened();
    world.block(0);
    world.streams.send(0, 0, 'a', 100);
    world.run(6000);
    world.unblock(0);
    world.run(20_000);
    world.block(0);
    world.streams.send(0, 0, 'b', 100);
    world.run(20_700);
    expect(world.repeats.slice(-2).map(([at]) => at)).toEqual([20_300, 20_600]);
  });

  it('is fast when later packets arrive: no timer runs out', () => {
    const world = opened();
    world.block(0);
    world.streams.send(0, 0, 'lost', 100);
    world.unblock(0);
    world.at(1020, () => world.streams.send(0, 0, 'second', 100));
    world.run(2000);
    // The second arrives at 1,070; its report is back at 1,120; the reordering window adds a quarter round trip.
    const [first, second] = world.heard.filter(([, what]) => what === 'message');
    expect(first?.[0]).toBeGreaterThan(1170);
    expect(first?.[0]).toBeLessThan(1230);
    expect(second?.[0]).toBe(first?.[0]);
  });

  it('joins small segments that wait behind a lost one into one packet', () => {
    const world = opened();
    world.block(0);
    for (let i = 0; i < 5; i++) world.streams.send(0, 0, i, 64);
    world.run(1100);
    world.unblock(0);
    world.run(3000);
    expect(world.heard.filter(([, what]) => what === 'message').map(([, , , , i]) => i)).toEqual([
      0, 1, 2, 3, 4,
    ]);
    expect(world.repeats.length).toBeLessThan(4);
  });
});

describe('timers of a kernel', () => {
  it('fire on slots of 4 ms, then 32, then 256', () => {
    expect(timerAt(0, 40_000)).toBe(44_000);
    expect(timerAt(3999, 40_000)).toBe(44_000);
    expect(timerAt(0, 300_000)).toBe(320_000);
    expect(timerAt(0, 1_000_000)).toBe(1_024_000);
    expect(timerAt(0, 4_000_000)).toBe(4_096_000);
    for (let i = 0; i < 5000; i += 7) {
      const late = timerAt(i * 1000, 300_000) - i * 1000 - 300_000;
      expect(late).toBeGreaterThanOrEqual(-4000);
      expect(late).toBeLessThanOrEqual(36_000);
    }
  });
});

describe('acknowledgements', () => {
  it('ride on an answer that is sent at once', () => {
    const world = opened();
    world.onMessage = (stream, side, payload) => {
      if (side === 1) world.streams.send(stream, 1, payload, 64);
    };
    for (let i = 0; i < 20; i++) world.at(2000 + i * 1000, () => world.streams.send(0, 0, i, 64));
    world.run(1900);
    const before = world.links[1]?.sent ?? 0;
    world.run(60_000);
    // One packet for each echo, and one more for the first, which is acknowledged before it is answered.
    expect((world.links[1]?.sent ?? 0) - before).toBe(21);
  });
});

describe('an ending', () => {
  it('in order delivers what was sent before, then tells the peer, and both forget', () => {
    const world = opened();
    world.streams.send(0, 0, 'last words', 5000);
    world.streams.close(0, 0);
    world.run(5000);
    expect(whats(world).slice(2)).toEqual(['1050.003 message 0 1 last words', '1050.004 ended 0 1 finished']);
    expect(world.streams.streams.size).toBe(0);
  });

  it('at once is a reset', () => {
    const world = opened();
    world.streams.abort(0, 0);
    world.run(2000);
    expect(whats(world).slice(2)).toEqual(['1050 ended 0 1 reset']);
    expect(world.streams.streams.size).toBe(0);
  });

  it('without a word leaves the peer half open, until it sends and is reset', () => {
    const world = opened();
    world.streams.vanish(0, 1);
    world.run(500_000);
    expect(world.heard.length).toBe(2);
    world.streams.send(0, 0, 'are you there?', 100);
    world.run(501_000);
    expect(whats(world).slice(2)).toEqual(['500100 ended 0 0 reset']);
  });

  it('of the path leaves both hanging', () => {
    const world = opened();
    world.streams.cut(0);
    world.streams.send(0, 0, 'hello', 100);
    world.run(60_000);
    expect(world.heard.length).toBe(2);
    expect(world.streams.isOpen(0, 1)).toBe(true);
    expect(world.streams.buffered(0, 0)).toBe(100);
  });

  it('is found out by keep-alive probes on an idle stream', () => {
    const keepAlive = { idleMicros: 10_000_000, intervalMicros: 5_000_000, probes: 3 };
    const world = opened({}, { kernelTimers: false, keepAlive });
    world.run(100_000);
    expect(world.heard.length).toBe(2);
    world.block(0);
    world.block(1);
    world.run(200_000);
    const ends = world.heard.slice(2).map(([, what, , side, how]) => [what, side, how]);
    expect(ends).toEqual(
      expect.arrayContaining([
        ['ended', 0, 'timeout'],
        ['ended', 1, 'timeout'],
      ]),
    );
  });
});
