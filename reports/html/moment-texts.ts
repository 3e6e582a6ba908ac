// What each moment was, in a few words: a timer, a message that arrives, a fault. From the first record that says it.

import type { Fault } from '../../sim/faults/fault.js';
import type { Trace, TraceEvent } from '../../sim/kernel/trace.js';
import { deviceOf, ISSUER, isClient, SERVER } from '../../sim/runner/actors.js';
import type { WorldParts } from '../../sim/runner/world-parts.js';
import { describeMark } from '../words.js';
import type { PageMoments } from './page-document.js';
import type { Moment } from './states.js';

type Names = Pick<WorldParts, 'hosts' | 'devices'>;

/** Records that say nothing of interest where another one stands beside them. */
const QUIET: ReadonlySet<string> = new Set([
  'heartbeat',
  'heartbeatAck',
  'send',
  'setTimer',
  'clearTimer',
  'retransmit',
  'lost',
]);

export function momentTexts(trace: Trace, moments: readonly Moment[], names: Names): PageMoments {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const stepMicros: number[] = [];
  const what: number[] = [];
  const quiet: number[] = [];
  const teller = new Teller(names);
  let record = 0;
  let line = 0;
  let atMicros = 0;
  for (const moment of moments) {
    const told = teller.tell(trace, record, moment.records);
    const isConsole = moment.lines > line;
    const text = told.text ?? (isConsole ? 'an app writes to its console' : 'something inside changes');
    const isQuiet = told.isQuiet && !isConsole;
    record = moment.records;
    line = moment.lines;
    let number = numbers.get(text);
    if (number === undefined) {
      number = texts.push(text) - 1;
      numbers.set(text, number);
    }
    stepMicros.push(moment.atMicros - atMicros);
    atMicros = moment.atMicros;
    what.push(number);
    quiet.push(isQuiet ? 1 : 0);
  }
  return { stepMicros, what, texts, quiet };
}

function markText({ phase, fault }: TraceEvent['fields']): string {
  return `fault: ${describeMark({ atMs: 0, phase: phase === 'ends' ? 'ends' : 'begins', fault: fault as Fault })}`;
}

class Teller {
  readonly #names: Names;
  readonly #ends: Map<number, readonly [string, string]> = new Map();
  /** What was sent last on each direction, by its number. */
  readonly #sent: Map<string, string> = new Map();
  #content = '';

  constructor(names: Names) {
    this.#names = names;
  }

  tell(
    trace: Trace,
    from: number,
    to: number,
  ): { readonly text: string | undefined; readonly isQuiet: boolean } {
    let text = '';
    let isQuiet = true;
    for (let index = from; index < to; index++) {
      const event = trace.read(index);
      const said = this.#read(event);
      if (text === '') text = said;
      const isBeat = said.includes('heartbeat') && (event.kind === 'timer' || event.kind === 'deliver');
      if (!QUIET.has(event.kind) && !isBeat) isQuiet = false;
    }
    return { text: text === '' ? undefined : text, isQuiet };
  }

  #read({ kind, fields }: TraceEvent): string {
    switch (kind) {
      case 'connect':
        this.#ends.set(Number(fields.connection), [this.#host(fields.source), this.#host(fields.target)]);
        return `${this.#host(fields.source)} connects to ${this.#host(fields.target)}`;
      case 'heartbeat':
      case 'heartbeatAck':
        this.#content = kind === 'heartbeat' ? 'heartbeat' : 'heartbeat answer';
        return `${this.#actor(fields.from)} sends a ${this.#content}`;
      case 'wire':
        this.#content = String((fields.message as { kind?: unknown } | null)?.kind ?? 'message');
        return `${this.#actor(fields.from)} sends ${this.#content}`;
      case 'wireChat':
        this.#content = 'a chat message';
        return `${this.#actor(fields.from)} sends ${this.#content}`;
      case 'send':
        this.#sent.set(`${fields.connection} ${fields.side} ${fields.ordinal}`, this.#content);
        return '';
      case 'deliver': {
        const key = `${fields.connection} ${1 - Number(fields.side)} ${fields.ordinal}`;
        const content = this.#sent.get(key) ?? 'a message';
        this.#sent.delete(key);
        return `${this.#end(fields)} receives ${content}`;
      }
      case 'timer':
        return `${this.#actor(fields.actor)}: timer ${String(fields.timer)}`;
      case 'fault':
        return markText(fields);
      case 'accepted':
      case 'opened':
      case 'failed':
      case 'closed':
      case 'reset':
      case 'timedOut':
        return `connection of ${(this.#ends.get(Number(fields.connection)) ?? ['?'])[0]}: ${kind}`;
      case 'lost':
      case 'retransmit':
        return `${kind === 'lost' ? 'a packet is lost' : 'a packet is sent again'}`;
      case 'call':
        return `${String(fields.device)} calls ${String(fields.name)}`;
      case 'admin':
        return 'an administrator acts';
      default:
        return '';
    }
  }

  #end(fields: TraceEvent['fields']): string {
    return (this.#ends.get(Number(fields.connection)) ?? ['?', '?'])[Number(fields.side) === 0 ? 0 : 1];
  }

  #host(number: unknown): string {
    return this.#names.hosts[Number(number)] ?? 'nobody';
  }

  #actor(number: unknown): string {
    const actor = Number(number);
    if (actor === SERVER) return 'server';
    if (actor === ISSUER) return 'issuer';
    const name = this.#names.devices[deviceOf(actor)]?.name ?? '?';
    return isClient(actor) ? name : `${name}'s app`;
  }
}
