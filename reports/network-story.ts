// What the network did to each direction of a connection, in words: how many packets were lost, and when they went out
// again, until something got through. Made from the trace's records alone.
import type { TraceEvent } from '../sim/kernel/trace.js';

/** What has befallen one direction since something last got through. */
interface Trouble {
  readonly sinceMicros: number;
  lost: number;
  /** How often something went out again. */
  again: number;
  /** How long after the first loss something went out again, ms. */
  readonly againMs: number[];
  lastMicros: number;
}

interface Ends {
  readonly source: string;
  readonly target: string;
}

/** Longer lists say how many more there were. */
const MOST_TIMES = 6;

/**
 * @example
 * const story = new NetworkStory(run.hosts);
 * story.tell(event) // 'alice → server: 3 packets lost, retransmitted after 200, 400, 800 ms'
 */
export class NetworkStory {
  private readonly hosts: readonly string[];
  private readonly ends: Map<number, Ends> = new Map();
  private readonly troubles: Map<string, Trouble> = new Map();

  constructor(hosts: readonly string[]) {
    this.hosts = hosts;
  }

  /** Takes the next record. Returns what there is to tell before it, if anything. */
  tell({ kind, atMicros, fields }: TraceEvent): string | undefined {
    const connection = Number(fields.connection);
    switch (kind) {
      case 'connect':
        this.ends.set(connection, { source: this.host(fields.source), target: this.host(fields.target) });
        return undefined;
      case 'lost':
        this.troubleOf(connection, Number(fields.side), atMicros).lost += 1;
        return undefined;
      case 'retransmit': {
        const trouble = this.troubleOf(connection, Number(fields.side), atMicros);
        const afterMs = Math.round((atMicros - trouble.sinceMicros) / 1000);
        // One that begins the trouble repeats what was not lost, but late.
        if (afterMs > 0) trouble.againMs.push(afterMs);
        trouble.again += 1;
        return undefined;
      }
      case 'deliver':
        return this.arrived(connection, 1 - Number(fields.side));
      case 'accepted':
        return this.arrived(connection, 0);
      case 'opened':
        return this.arrived(connection, 1);
      case 'failed':
      case 'timedOut':
        return this.gaveUp(connection, kind === 'failed' ? 0 : Number(fields.side));
      case 'stranded':
        return `${this.pathOf(connection, 0)}: this connection reaches nobody any more`;
      default:
        return undefined;
    }
  }

  /** What nothing has come of when the trace ends. */
  *unfinished(): Generator<{ readonly atMicros: number; readonly text: string }> {
    for (const [key, trouble] of this.troubles) {
      const [connection, side] = key.split('/').map(Number) as [number, number];
      const text = `${this.pathOf(connection, side)}: ${sentence(trouble)}, and nothing has arrived since`;
      yield { atMicros: trouble.lastMicros, text };
    }
  }

  private arrived(connection: number, side: number): string | undefined {
    const trouble = this.take(connection, side);
    // A lost acknowledgement that nobody missed is not worth a line.
    return trouble === undefined || trouble.again === 0
      ? undefined
      : `${this.pathOf(connection, side)}: ${sentence(trouble)}`;
  }

  private gaveUp(connection: number, side: number): string | undefined {
    const trouble = this.take(connection, side);
    return trouble === undefined
      ? undefined
      : `${this.pathOf(connection, side)}: ${sentence(trouble)}, in vain`;
  }

  private take(connection: number, side: number): Trouble | undefined {
    const key = `${connection}/${side}`;
    const trouble = this.troubles.get(key);
    this.troubles.delete(key);
    return trouble;
  }

  private troubleOf(connection: number, side: number, atMicros: number): Trouble {
    const key = `${connection}/${side}`;
    let trouble = this.troubles.get(key);
    if (trouble === undefined) {
      trouble = { sinceMicros: atMicros, lost: 0, again: 0, againMs: [], lastMicros: atMicros };
      this.troubles.set(key, trouble);
    }
    trouble.lastMicros = atMicros;
    return trouble;
  }

  private pathOf(connection: number, side: number): string {
    const { source, target } = this.ends.get(connection) ?? { source: '?', target: '?' };
    return side === 0 ? `${source} → ${target}` : `${target} → ${source}`;
  }

  // Behind the hosts of the run stand a portal that answers for others, and nobody.
  private host(number: unknown): string {
    const place = Number(number);
    return this.hosts[place] ?? (place === this.hosts.length ? 'portal' : 'nowhere');
  }
}

function sentence({ lost, again, againMs }: Trouble): string {
  // A late answer makes a sender repeat what was never lost.
  if (lost === 0) return `sent again ${again === 1 ? 'once' : `${again} times`}`;
  const what = `${lost} ${lost === 1 ? 'packet' : 'packets'} lost`;
  if (againMs.length === 0) return what;
  const shown = againMs.slice(0, MOST_TIMES).join(', ');
  const more = againMs.length - MOST_TIMES;
  return `${what}, retransmitted after ${shown} ms${more > 0 ? ` and ${more} times more` : ''}`;
}
