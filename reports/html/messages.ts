// Messages with every try: when they were sent, when tries were lost, when they went out again, when they arrived.
// Made from the trace alone.

import type { Trace, TraceEvent } from '../../sim/kernel/trace.js';
import type { Json, PageMessage } from './page-document.js';
import { plainCopy } from './patches.js';

interface Way {
  from: string;
  to: string;
  text: string;
  sentMs: number;
  arrivedMs?: number;
  lostMs: number[];
  againMs: number[];
  kind: PageMessage['kind'];
  connection: number;
  data?: Json;
}

interface Content {
  readonly text: string;
  readonly kind: PageMessage['kind'];
  readonly data: unknown;
}

/** One direction of a connection. */
interface Direction {
  readonly from: string;
  readonly to: string;
  /** What has not arrived yet, by its number, the oldest first. */
  readonly open: Map<number, Way>;
  /** What went out again last: the record of its loss comes next. */
  again: Way | undefined;
}

/** The number of the first message of a connection, which opens it. */
const OPENING = -1;

/** @example messagesOf(trace, run.hosts).filter(({ arrivedMs }) => arrivedMs === undefined) */
export function messagesOf(trace: Trace, hosts: readonly string[]): readonly PageMessage[] {
  const reader = new MessageReader(hosts);
  for (let index = 0; index < trace.length; index++) reader.read(trace.read(index));
  return reader.ways;
}

class MessageReader {
  readonly ways: Way[] = [];
  readonly #hosts: readonly string[];
  readonly #connections: Map<number, readonly [Direction, Direction]> = new Map();
  #content: Content | undefined;

  constructor(hosts: readonly string[]) {
    this.#hosts = hosts;
  }

  read(event: TraceEvent): void {
    const content = this.#content;
    this.#content = contentOf(event);
    const { kind, fields } = event;
    const atMs = event.atMicros / 1000;
    if (kind === 'connect') {
      this.#connect(fields, atMs);
      return;
    }
    const directions = this.#connections.get(Number(fields.connection));
    if (directions === undefined) return;
    const side = Number(fields.side ?? 0) === 0 ? 0 : 1;
    const direction = directions[side];
    switch (kind) {
      case 'send':
        this.#open(direction, Number(fields.ordinal), {
          ...(content ?? { text: 'message', kind: 'message', data: undefined }),
          connection: Number(fields.connection),
          atMs,
        });
        return;
      case 'accepted':
        this.#arrive(directions[0], OPENING, atMs);
        return;
      case 'opened':
        // Where the acceptor was told in the same packet that tells the other.
        this.#arrive(directions[0], OPENING, atMs);
        return;
      case 'deliver':
        this.#arrive(directions[1 - side] as Direction, Number(fields.ordinal), atMs);
        return;
      case 'retransmit': {
        const again = nextAgain(direction);
        direction.again = again;
        again?.againMs.push(atMs);
        return;
      }
      case 'lost':
        this.#lose(direction, Number(fields.transmission), atMs);
        return;
      default:
    }
  }

  #connect(fields: TraceEvent['fields'], atMs: number): void {
    const connection = Number(fields.connection);
    const from = this.#host(fields.source);
    const to = this.#host(fields.target);
    const there: Direction = { from, to, open: new Map(), again: undefined };
    const back: Direction = { from: to, to: from, open: new Map(), again: undefined };
    this.#connections.set(connection, [there, back]);
    this.#open(there, OPENING, { text: 'connect', kind: 'connect', data: undefined, connection, atMs });
  }

  #open(
    direction: Direction,
    ordinal: number,
    { text, kind, data, connection, atMs }: Content & { readonly connection: number; readonly atMs: number },
  ): void {
    const { from, to } = direction;
    const way: Way = { from, to, text, sentMs: atMs, lostMs: [], againMs: [], kind, connection };
    const plain = plainCopy(data);
    if (plain !== undefined) way.data = plain as Json;
    direction.open.set(ordinal, way);
    this.ways.push(way);
  }

  #arrive(direction: Direction, ordinal: number, atMs: number): void {
    const way = direction.open.get(ordinal);
    if (way === undefined) return;
    way.arrivedMs = atMs;
    direction.open.delete(ordinal);
  }

  // A try that is repeated is the one that was told just before; a first try is the newest that nothing has befallen.
  // Anything else is an acknowledgement.
  #lose(direction: Direction, transmission: number, atMs: number): void {
    const way = transmission > 1 ? direction.again : untried(direction, atMs);
    direction.again = undefined;
    way?.lostMs.push(atMs);
  }

  #host(number: unknown): string {
    const place = Number(number);
    return this.#hosts[place] ?? (place === this.#hosts.length ? 'portal' : 'nowhere');
  }
}

// The oldest whose loss nobody has made up for, else the oldest.
function nextAgain({ open }: Direction): Way | undefined {
  const waiting = [...open.values()];
  return waiting.find(({ lostMs, againMs }) => lostMs.length > againMs.length) ?? waiting[0];
}

function untried({ open }: Direction, atMs: number): Way | undefined {
  const fresh = [...open.values()].filter(({ lostMs, againMs }) => lostMs.length + againMs.length === 0);
  return fresh.findLast(({ sentMs }) => sentMs === atMs);
}

function contentOf({ kind, fields }: TraceEvent): Content | undefined {
  switch (kind) {
    case 'heartbeat':
      return { text: 'heartbeat', kind: 'heartbeat', data: { receivedSeq: fields.receivedSeq } };
    case 'heartbeatAck':
      return { text: 'heartbeat answered', kind: 'heartbeat', data: undefined };
    case 'wire':
      return wireContent(fields.message);
    case 'wireChat': {
      const text = (fields.message as { readonly message?: unknown } | null)?.message;
      const said = typeof text === 'string' ? ` “${text}”` : '';
      return { text: `message${said}`, kind: 'message', data: fields.message };
    }
    default:
      return undefined;
  }
}

interface Wire {
  readonly kind: string;
  readonly ok?: boolean;
  readonly code?: number;
  readonly value?: { readonly kind?: string; readonly outcome?: string };
  readonly roomID?: unknown;
  readonly reason?: unknown;
  readonly session?: unknown;
}

function wireContent(message: unknown): Content {
  const wire = message as Wire;
  const kind = ['fetchToken', 'token', 'unavailable'].includes(wire.kind) ? 'token' : 'message';
  return { text: wireText(wire), kind, data: message };
}

function wireText(wire: Wire): string {
  const { kind, ok, code, value, roomID, reason, session } = wire;
  if (kind === 'answer') {
    if (ok !== true) return `refused ${code ?? ''}`.trim();
    return value?.kind === 'resumed' ? `answer: ${value.outcome}` : `answer: ${value?.kind ?? 'ok'}`;
  }
  const about = typeof roomID === 'string' ? ` ${roomID}` : typeof reason === 'string' ? `: ${reason}` : '';
  return kind === 'login' && session !== undefined ? 'login (session comes back)' : `${kind}${about}`;
}
