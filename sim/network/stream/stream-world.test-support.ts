// Two hosts, one link each way and the streams between them, for tests: everything that is heard is written down.

import { Simulator, type TieOrder } from '../../kernel/simulator.js';
import {
  changeLink,
  cloneLink,
  createLink,
  type Link,
  type LinkSettings,
  PERFECT_LINK,
  unblockLink,
} from '../link/link.js';
import type { StreamEnding, StreamListener, Welcome } from './listener.js';
import type { Side, StreamId } from './packet.js';
import { Streams, type StreamsOptions } from './streams.js';

const STREAMS = 0;
const STEPS = 1;

/** What was heard, as `time in ms, what, stream, …`. */
export type Heard = readonly (string | number)[];

export type WorldOptions = Partial<StreamsOptions> & { readonly order?: TieOrder };

export class StreamWorld implements StreamListener {
  readonly simulator: Simulator;
  readonly streams: Streams;
  readonly links: Link[];
  readonly heard: Heard[] = [];
  readonly losses: Heard[] = [];
  readonly repeats: Heard[] = [];
  mode: Welcome = 'accept';
  events: number = 0;
  /** Called for every message, after it was written down. */
  onMessage: (stream: StreamId, side: Side, payload: unknown) => void = () => {};
  private readonly options: Partial<StreamsOptions>;
  private readonly steps: (() => void)[] = [];

  constructor(settings: Partial<LinkSettings>, options: WorldOptions = {}, from?: StreamWorld) {
    const { order = 'shuffled', ...rest } = options;
    this.options = rest;
    this.simulator =
      from?.simulator.fork() ?? new Simulator({ seed: 42, vocabulary: [], keepTrace: false, order });
    this.links = from?.links.map(cloneLink) ?? [
      createLink(1, { ...PERFECT_LINK, ...settings }),
      createLink(2, { ...PERFECT_LINK, ...settings }),
    ];
    const linkOf = (link: number): Link => this.links[link] as Link;
    this.streams =
      from?.streams.clone(this.simulator, linkOf) ??
      new Streams(this.simulator, { target: STREAMS, ...rest }, linkOf);
    this.streams.listener = this;
    this.simulator.onEvent = (target, kind, payload) => {
      this.events++;
      if (target === STREAMS) this.streams.handle(kind, payload);
      else (this.steps[payload as number] as () => void)();
    };
  }

  fork(): StreamWorld {
    const copy = new StreamWorld({}, this.options, this);
    copy.mode = this.mode;
    return copy;
  }

  connect(stream: StreamId = 0): void {
    const identity = stream * 4_294_967_296;
    this.streams.connect(stream, {
      forth: { link: 0, key: identity + 1 },
      back: { link: 1, key: identity + 2 },
    });
  }

  at(ms: number, step: () => void): void {
    this.simulator.scheduleAt(Math.round(ms * 1000), STEPS, 0, this.steps.push(step) - 1);
  }

  run(untilMs: number): void {
    this.simulator.runUntil(untilMs * 1000);
  }

  set(settings: Partial<LinkSettings>): void {
    for (const link of this.links) {
      changeLink(link, settings);
    }
  }

  block(link: number): void {
    (this.links[link] as Link).blocks++;
  }

  unblock(link: number): void {
    unblockLink(this.links[link] as Link);
  }

  welcome(): Welcome {
    return this.mode;
  }

  opened(stream: StreamId): void {
    this.write('opened', stream);
  }

  failed(stream: StreamId, reason: string): void {
    this.write('failed', stream, reason);
  }

  accepted(stream: StreamId): void {
    this.write('accepted', stream);
  }

  message(stream: StreamId, side: Side, payload: unknown): void {
    this.write('message', stream, side, payload as string | number);
    this.onMessage(stream, side, payload);
  }

  ended(stream: StreamId, side: Side, how: StreamEnding): void {
    this.write('ended', stream, side, how);
  }

  lost(stream: StreamId, side: Side, transmission: number): void {
    this.losses.push([this.simulator.now / 1000, stream, side, transmission]);
  }

  repeated(stream: StreamId, side: Side, transmission: number): void {
    this.repeats.push([this.simulator.now / 1000, stream, side, transmission]);
  }

  private write(...what: (string | number)[]): void {
    this.heard.push([this.simulator.now / 1000, ...what]);
  }
}
