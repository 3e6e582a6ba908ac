// The events of Chrome's trace format, and tracks on which none of them overlap. What becomes an event is decided in
// chrome-trace.ts.

/** One event. `ts` and `dur` are microseconds. */
export interface ChromeEvent {
  readonly name: string;
  readonly ph: 'X' | 'i' | 's' | 'f' | 'M';
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number;
  readonly bp?: 'e';
  readonly s?: 't';
  readonly args?: Readonly<Record<string, unknown>>;
}

/** A process of the picture: a host, or the faults. Its threads get numbers in the order of their first use. */
export class ChromeProcess {
  readonly pid: number;
  readonly #events: ChromeEvent[];
  readonly #tids = new Map<string, number>();
  /** Until when each track of a group is taken. */
  readonly #busy = new Map<string, number[]>();

  constructor(pid: number, name: string, events: ChromeEvent[]) {
    this.pid = pid;
    this.#events = events;
    this.#metadata('process_name', 0, { name });
    this.#metadata('process_sort_index', 0, { sort_index: pid });
  }

  /** The number of a thread. */
  thread(name: string): number {
    const known = this.#tids.get(name);
    if (known !== undefined) return known;
    const tid = this.#tids.size + 1;
    this.#tids.set(name, tid);
    this.#metadata('thread_name', tid, { name });
    this.#metadata('thread_sort_index', tid, { sort_index: placeOf(name) + tid });
    return tid;
  }

  /** Something that lasts, on the first track of its group that is free. */
  span(
    group: string,
    { from, to, ...rest }: { from: number; to: number } & Pick<ChromeEvent, 'name' | 'cat' | 'args'>,
  ): void {
    const busy = this.#busy.get(group) ?? [];
    this.#busy.set(group, busy);
    const free = busy.findIndex((until) => until <= from);
    const track = free === -1 ? busy.length : free;
    busy[track] = to;
    const tid = this.thread(track === 0 ? group : `${group} ${track + 1}`);
    this.#events.push({ ...rest, ph: 'X', pid: this.pid, tid, ts: from, dur: to - from });
  }

  /** Something of an instant. */
  instant(thread: string, event: Pick<ChromeEvent, 'name' | 'cat' | 'ts' | 'args'>): void {
    this.#events.push({ ...event, ph: 'i', pid: this.pid, tid: this.thread(thread), s: 't' });
  }

  /**
   * One end of an arrow, on a slice of its own of one microsecond.
   *
   * @returns when the slice begins: several of one instant stand one after the other
   */
  arrowEnd(
    thread: string,
    {
      from,
      end,
      id,
      ...rest
    }: { from: number; end: 's' | 'f' | undefined; id: number } & Pick<ChromeEvent, 'name' | 'args'>,
  ): number {
    const [until = 0] = this.#busy.get(thread) ?? [];
    const ts = Math.max(from, until);
    this.#busy.set(thread, [ts + 1]);
    const place = { pid: this.pid, tid: this.thread(thread), ts };
    this.#events.push({ ...rest, ...place, cat: 'message', ph: 'X', dur: 1 });
    const arrow = { name: 'message', cat: 'message', id, ...place };
    if (end === 's') this.#events.push({ ...arrow, ph: 's' });
    if (end === 'f') this.#events.push({ ...arrow, ph: 'f', bp: 'e' });
    return ts;
  }

  #metadata(name: string, tid: number, args: Readonly<Record<string, unknown>>): void {
    this.#events.push({ name, ph: 'M', pid: this.pid, tid, ts: 0, args });
  }
}

// The tracks of a process, from above; rooms stand below the connection.
const ORDER = ['connection', 'room', 'calls', 'app', 'backend', 'device', 'sockets', 'sent', 'received'];

function placeOf(thread: string): number {
  return ORDER.indexOf(thread.split(' ')[0] ?? '') * 1000;
}

/** Events as a file: by time, what describes processes and threads first, an event a line. */
export function chromeText(events: readonly ChromeEvent[], about: Readonly<Record<string, unknown>>): string {
  const rank = ({ ph, ts }: ChromeEvent): number => (ph === 'M' ? -1 : ts);
  const lines = [...events].sort((a, b) => rank(a) - rank(b)).map((event) => JSON.stringify(event));
  return `{"displayTimeUnit":"ms","otherData":${JSON.stringify(about)},"traceEvents":[\n${lines.join(',\n')}\n]}\n`;
}
