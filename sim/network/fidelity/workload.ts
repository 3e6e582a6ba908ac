// The workload of the reference measurement, on simulated streams: four workers that connect, close, wait and do it
// again, and six connections that send 64 bytes at an interval and get them echoed at once. All of them share one
// lossy link in each direction, as they did when the reference was measured.

import { Simulator } from '../../kernel/simulator.js';
import { createLink, type Link, PERFECT_LINK } from '../link/link.js';
import type { LossSettings } from '../link/loss-models.js';
import type { StreamEnding, StreamListener, Welcome } from '../stream/listener.js';
import type { Side, StreamId } from '../stream/packet.js';
import { Streams } from '../stream/streams.js';

/** What to replay. Times are milliseconds. */
export interface Workload {
  readonly loss: LossSettings;
  readonly oneWayMs: number;
  readonly intervalMs: number;
  /** How long the connections live. */
  readonly seconds: number;
  readonly seed: number;
}

/** Latencies in milliseconds, in the order in which they were measured. */
export interface Samples {
  readonly connect: number[];
  readonly echo: number[];
}

const STREAM_TARGET = 0;
const APP_TARGET = 1;
const START_WORKER = 0;
const START_ECHO = 1;
const SEND = 2;
const WORKERS = 4;
const ECHOES = 6;
const PAUSE_MICROS = 100_000;
const MESSAGE_BYTES = 64;
const FIRST_ECHO = 1_000_000_000;

// A user-space link is late, and what comes behind a late packet is late with it. Quantiles at steps of 5 %, in
// microseconds, fitted to the lossless part of the reference, where a round trip of 100 ms takes 100.6 ms in the
// middle, 101 at four fifths and 103 to 104 at the end.
const LATENESS = [
  90, 160, 185, 205, 220, 235, 245, 255, 265, 275, 285, 295, 305, 315, 325, 335, 345, 360, 380, 420, 3000,
];

/**
 * Replays a workload.
 *
 * @example
 * const loss = { kind: 'independent', probability: 0.1 } as const;
 * replay({ loss, oneWayMs: 50, intervalMs: 1000, seconds: 260, seed: 1 }).connect.length // about 2,460
 */
export function replay(workload: Workload): Samples {
  return new Replay(workload).run();
}

class Replay implements StreamListener {
  private readonly workload: Workload;
  private readonly simulator: Simulator;
  private readonly streams: Streams;
  private readonly links: readonly [Link, Link];
  private readonly samples: Samples = { connect: [], echo: [] };
  private readonly begun: Map<StreamId, number> = new Map();
  private readonly endMicros: number;
  private nextStream = 0;

  constructor(workload: Workload) {
    this.workload = workload;
    this.simulator = new Simulator({ seed: workload.seed, vocabulary: [], keepTrace: false });
    const oneWay = Math.round(workload.oneWayMs * 1000);
    const delay = { kind: 'table', quantilesMicros: LATENESS.map((late) => oneWay + late) } as const;
    const settings = { ...PERFECT_LINK, loss: workload.loss, delay };
    this.links = [createLink(1, settings), createLink(2, settings)];
    this.streams = new Streams(this.simulator, { target: STREAM_TARGET }, (link) => this.links[link] as Link);
    this.streams.listener = this;
    this.endMicros = workload.seconds * 1_000_000;
    this.simulator.onEvent = (target, kind, payload) => {
      if (target === STREAM_TARGET) this.streams.handle(kind, payload);
      else this.act(kind, payload as number);
    };
  }

  run(): Samples {
    for (let worker = 0; worker < WORKERS; worker++) {
      this.simulator.schedule(worker * 137 + 50, APP_TARGET, START_WORKER, worker);
    }
    for (let echo = 0; echo < ECHOES; echo++) {
      this.simulator.schedule(echo * 173 + 300, APP_TARGET, START_ECHO, echo);
    }
    this.simulator.runUntil(this.endMicros + 60_000_000);
    return this.samples;
  }

  welcome(): Welcome {
    return 'accept';
  }

  opened(stream: StreamId): void {
    if (stream >= FIRST_ECHO) {
      this.act(SEND, stream);
      return;
    }
    this.endConnect(stream);
    this.samples.connect.push((this.simulator.now - (this.begun.get(stream) ?? 0)) / 1000);
    this.streams.close(stream, CLIENT_SIDE);
  }

  failed(stream: StreamId): void {
    if (stream >= FIRST_ECHO) this.connectEcho(stream);
    else this.endConnect(stream);
  }

  accepted(): void {}

  message(stream: StreamId, side: Side, payload: unknown): void {
    if (side === 1) this.streams.send(stream, 1, payload, MESSAGE_BYTES);
    else this.samples.echo.push((this.simulator.now - (payload as number)) / 1000);
  }

  ended(_stream: StreamId, _side: Side, _how: StreamEnding): void {}
  lost(): void {}
  repeated(): void {}

  private act(kind: number, payload: number): void {
    if (kind === START_WORKER) this.connect(payload);
    else if (kind === START_ECHO) this.connectEcho(FIRST_ECHO + payload);
    else this.sendEcho(payload);
  }

  private connect(worker: number): void {
    if (this.simulator.now >= this.endMicros) return;
    const id = this.nextStream * WORKERS + worker;
    this.nextStream++;
    this.begun.set(id, this.simulator.now);
    this.open(id);
  }

  private endConnect(stream: StreamId): void {
    this.simulator.schedule(PAUSE_MICROS, APP_TARGET, START_WORKER, stream % WORKERS);
  }

  private connectEcho(id: StreamId): void {
    this.open(id);
  }

  private open(id: StreamId): void {
    const identity = (id % 1_000_000) * 4_294_967_296;
    this.streams.connect(id, {
      forth: { link: 0, key: identity + (id >= FIRST_ECHO ? 3 : 1) },
      back: { link: 1, key: identity + (id >= FIRST_ECHO ? 4 : 2) },
    });
  }

  private sendEcho(stream: StreamId): void {
    const { now } = this.simulator;
    if (now >= this.endMicros) return;
    this.streams.send(stream, 0, now, MESSAGE_BYTES);
    this.simulator.schedule(Math.round(this.workload.intervalMs * 1000), APP_TARGET, SEND, stream);
  }
}

const CLIENT_SIDE: Side = 0;
