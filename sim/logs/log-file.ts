// One log: its lines, whatever they are written in, and the devices that wrote them. It says what is wrong with the file.
import { type ConsoleState, parseConsoleLine } from './console-line.js';
import { type DeviceFacts, DeviceLog, type Logged } from './device-log.js';
import { type LogLine, parseLogLine } from './log-line.js';
import { linesOf } from './text-lines.js';

/** A log to be read. */
export interface LogSource {
  /** As messages name it. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** The kinds that a recorder writes unless its first line says otherwise. */
const RECORDED: readonly string[] = ['call', 'settle', 'event', 'error', 'device'];
const MOST_DEVICES = 1000;
const MOST_QUOTED = 60;
const MOST_EARLY = 10_000;

/** A log that is being read. */
export class LogFile {
  readonly name: string;
  readonly devices: Map<string, DeviceLog> = new Map();
  /** What is wrong with it, one line each. */
  readonly problems: string[] = [];
  /** What its first line says that there is in it. */
  records: ReadonlySet<string> = new Set(RECORDED);
  lines = 0;
  isOver = false;
  /** When the first line was, milliseconds since the epoch; undefined while there is none. */
  firstMs: number | undefined = undefined;
  /** When the last line was, milliseconds since the epoch. */
  lastMs = 0;
  readonly #batches: AsyncIterator<{
    readonly first: number;
    readonly lines: readonly string[];
    readonly isCut: boolean;
  }>;
  readonly #number: number;
  readonly #console: ConsoleState = { wall: 0, isTimed: false };
  /** Lines of a console before the first that has a time. */
  #early: { readonly line: LogLine; readonly number: number }[] = [];
  #format: 'unknown' | 'lines' | 'console' = 'unknown';
  readonly #late = new Set<string>();
  readonly #isOneOfSeveral: boolean;
  #strange = 0;
  /** Lines as a recorder writes them, in a log of a console. */
  #foreign = 0;
  #firstStrange = '';

  constructor({ name, chunks }: LogSource, number: number, isOneOfSeveral: boolean) {
    this.#isOneOfSeveral = isOneOfSeveral;
    this.name = name;
    this.#batches = linesOf(chunks, (line) =>
      this.problems.push(
        `${name}:${line}: Expected a line of a log, got one of more than 4 MB. Without it the others were judged.`,
      ),
    );
    this.#number = number;
  }

  /** Reads on and adds to `out` what comes of it, in the order of the file. */
  async read(out: Logged[]): Promise<void> {
    try {
      const next = await this.#batches.next();
      if (next.done === true) {
        this.#putEarly(this.#console.wall, out);
        if (this.#isOneOfSeveral) for (const device of this.devices.values()) device.end(out);
        this.#end();
        return;
      }
      const { first, lines, isCut } = next.value;
      for (let at = 0; at < lines.length && !this.isOver; at++) {
        this.#take(lines[at] as string, first + at, isCut, out);
      }
    } catch (error) {
      this.#stop(`Expected a file that can be read to its end, got ${(error as Error).message}.`);
    }
  }

  /** Nothing in it says when. */
  get isTimeless(): boolean {
    return this.#format === 'console' && !this.#console.isTimed;
  }

  get facts(): readonly DeviceFacts[] {
    return [...this.devices.values()].map(({ facts }) => facts);
  }

  /** Says that a device's lines stand where they cannot be sorted in any more. */
  isLate({ device, line }: Logged, lateMs: number): void {
    if (this.#late.has(device)) return;
    this.#late.add(device);
    this.problems.push(
      `${this.name}:${line}: Expected the devices of one log side by side, got lines of ${quoted(device)} ${Math.ceil(lateMs / 1000)} s behind those of others. Put each device into a file of its own.`,
    );
  }

  #take(text: string, number: number, isCut: boolean, out: Logged[]): void {
    if (text === '' || text.trim() === '') return;
    const line = this.#parse(text);
    if (line === undefined) {
      this.#strangeLine(text, number, isCut);
      return;
    }
    if (this.#format === 'console') {
      if (!this.#console.isTimed && this.#early.length < MOST_EARLY) {
        this.#early.push({ line, number });
        return;
      }
      this.#putEarly(line.wall, out);
    }
    this.#put(line, number, out);
  }

  // They stand where the first time is, or where nothing is told of times at all.
  #putEarly(wall: number, out: Logged[]): void {
    for (const { line, number } of this.#early.splice(0)) this.#put({ ...line, wall }, number, out);
  }

  #put(line: LogLine, number: number, out: Logged[]): void {
    this.lines++;
    this.firstMs ??= Math.floor(line.wall);
    const device = this.#deviceOf(line);
    if (device === undefined) return;
    const before = out.length;
    const backMs = device.take(line, number, out);
    if (backMs > 0) {
      this.#stop(
        `line ${number}: Expected times that go on, got one ${Math.round(backMs / 1000)} s before that of the line above. What stands before it was judged.`,
      );
    }
    for (let at = before; at < out.length; at++)
      this.lastMs = Math.max(this.lastMs, (out[at] as Logged).atMs);
  }

  // A log is in one format; the first line that says something decides.
  #parse(text: string): LogLine | undefined {
    if (this.#format !== 'console') {
      const line = parseLogLine(text);
      if (line !== undefined) {
        if (this.#format === 'unknown') this.#open(line);
        return line;
      }
      if (this.#format === 'lines') return undefined;
    }
    const line = parseConsoleLine(text, this.#console, this.name);
    if (line !== undefined && this.#format === 'unknown') {
      this.#format = 'console';
      this.#strange = 0;
      this.records = new Set(['event']);
    }
    return line;
  }

  #open({ kind, records }: LogLine): void {
    this.#format = 'lines';
    if (kind === 'log' && Array.isArray(records)) this.records = new Set(records);
  }

  #deviceOf({ device }: LogLine): DeviceLog | undefined {
    const known = this.devices.get(device);
    if (known !== undefined) return known;
    if (this.devices.size >= MOST_DEVICES) {
      this.#stop(`Expected at most ${MOST_DEVICES} devices in a log, got more.`);
      return undefined;
    }
    const made = new DeviceLog(device, this.#number);
    if (this.#format === 'console') made.facts.heard = new Set(['connectionStateChanged']);
    this.devices.set(device, made);
    return made;
  }

  #strangeLine(text: string, number: number, isCut: boolean): void {
    // Whoever prints to a console prints other things too.
    if (this.#format === 'console') {
      if (parseLogLine(text) !== undefined) this.#foreign++;
      return;
    }
    if (isCut && this.#format === 'lines') {
      this.problems.push(
        `${this.name}:${number}: Expected a whole line at the end, got ${quoted(text)}: the log was cut off. All before it was judged.`,
      );
      return;
    }
    const format = otherFormat(text);
    if (format !== undefined) {
      this.#stop(
        `line ${number}: Expected a log of format 1, got ${quoted(format)}. It was written by a later zim-sim: use that one.`,
      );
      return;
    }
    this.#strange++;
    if (this.#strange === 1)
      this.#firstStrange = `${this.name}:${number}: Expected a line of a log, got ${quoted(text)}`;
  }

  #stop(message: string): void {
    this.problems.push(`${this.name}: ${message}`);
    this.#end();
  }

  #end(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.#foreign > 0) {
      this.problems.push(
        `${this.name}: Expected a log in one format, got lines of a console and ${this.#foreign} as zim-sim/recorder writes them, which were not judged. Put them into a file of their own.`,
      );
    }
    if (this.#format === 'unknown' && this.problems.length === 0) {
      this.problems.push(
        this.#strange === 0
          ? `${this.name}: Expected a log, got an empty file. Record one with zim-sim/recorder.`
          : `${this.#firstStrange}. A log has lines as zim-sim/recorder writes them, or as in: connectionStateChanged 3 3 {}`,
      );
    } else if (this.#strange > 0 && this.#format === 'lines') {
      const more = this.#strange === 1 ? '' : ` (and ${this.#strange - 1} more)`;
      this.problems.push(`${this.#firstStrange}${more}. Without it the others were judged.`);
    }
  }
}

/** The format that a first line names, where it is none of ours. */
function otherFormat(text: string): string | undefined {
  if (!text.includes('"format"')) return undefined;
  try {
    const { kind, format } = JSON.parse(text) as { readonly kind?: unknown; readonly format?: unknown };
    return kind === 'log' && format !== undefined && format !== 1 ? String(format) : undefined;
  } catch {
    return undefined;
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text);
}
