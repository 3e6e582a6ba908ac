// A log with vector clocks, as ShiViz reads it: what each host did, and which message made which of it happen. The first
// line is the regular expression that reads the others, the second the one between executions, of which there is one.
import { unreachable } from '../../sim/kernel/assert.js';
import { formatClock } from '../../sim/kernel/duration.js';
import { fewOf } from '../crowd.js';
import { type Happening, happenings } from '../happenings.js';
import type { Reporter } from '../reporter.js';
import { callText, settleText, textFor } from '../row-texts.js';
import type { RunReport } from '../run-report.js';
import { visible } from '../text.js';
import { describeMark, isSpan } from '../words.js';

/** For ShiViz, at bestchai.bitbucket.io/shiviz. */
export const shivizReporter: Reporter = {
  name: 'shiviz',
  extension: 'shiviz.log',
  description: 'A log with vector clocks for ShiViz, which draws what happened because of what.',
  needsTrace: true,
  run: shivizLog,
};

const PARSER = String.raw`^(?<time>\d+:[\d:.]+) (?<host>\S+) (?<clock>\{[^}]*\}) (?<event>.*)$`;

// A clock has a place for each, in every line, and nobody looks at more.
const MOST_DEVICES = 24;

type Clock = ReadonlyMap<string, number>;

function shivizLog(report: RunReport): string {
  const names = plainNames([...report.hosts, 'faults']);
  const hosts = new Map<string, Map<string, number>>();
  const sent = new Map<number, Clock>();
  const lines: string[] = [];
  const devices = report.hosts.slice(2);
  const left = new Set(devices);
  for (const device of fewOf(report, devices, MOST_DEVICES)) left.delete(device);
  const nameOf = (host: string): string => names.get(host) ?? plainName(host);

  // Whatever happens at a host counts its own place up; what arrives brings along what its sender knew.
  const log = (host: string, atMicros: number, event: string, cause?: Clock): void => {
    const name = nameOf(host);
    const clock = hosts.get(name) ?? new Map<string, number>();
    hosts.set(name, clock);
    for (const [other, count] of cause ?? []) clock.set(other, Math.max(clock.get(other) ?? 0, count));
    clock.set(name, (clock.get(name) ?? 0) + 1);
    const written = JSON.stringify(Object.fromEntries([...clock].sort(byName)));
    lines.push(`${formatClock(atMicros / 1000)} ${name} ${written} ${visible(event)}`);
  };

  if (left.size > 0) log('faults', 0, `${left.size} devices more are left out`);
  for (const happening of happenings(report)) {
    const { atMicros } = happening;
    if (hostsOf(happening).some((host) => left.has(host))) continue;
    switch (happening.kind) {
      case 'observed':
        for (const { host, text } of textsOf(happening)) log(host, atMicros, text);
        break;
      case 'fault':
        if (happening.mark.phase === 'begins' || isSpan(happening.mark.fault)) {
          log('faults', atMicros, describeMark(happening.mark));
        }
        break;
      case 'sent': {
        const { id, from, to, name, arrivedMicros } = happening.message;
        log(from, atMicros, `sends ${name} to ${to}${arrivedMicros === undefined ? ', which is lost' : ''}`);
        sent.set(id, new Map(hosts.get(nameOf(from))));
        break;
      }
      case 'arrived': {
        const { id, from, to, name } = happening.message;
        log(to, atMicros, `gets ${name} from ${from}`, sent.get(id));
        break;
      }
      default:
        unreachable(happening);
    }
  }
  return `${[PARSER, '', ...lines].join('\n')}\n`;
}

function hostsOf(happening: Happening): readonly string[] {
  switch (happening.kind) {
    case 'observed':
      return [happening.observation.device];
    case 'fault':
      return [];
    case 'sent':
    case 'arrived':
      return [happening.message.from, happening.message.to];
    default:
      return unreachable(happening);
  }
}

function textsOf({ observation }: Happening & { readonly kind: 'observed' }): readonly {
  readonly host: string;
  readonly text: string;
}[] {
  const { kind, device } = observation;
  const host = kind === 'backend' ? 'server' : device;
  const texts =
    kind === 'call'
      ? [callText(observation)]
      : kind === 'settle'
        ? [settleText(observation, '')]
        : textFor(observation);
  return texts.map(({ text }) => ({ host, text }));
}

function byName([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Names of hosts are words in ShiViz. Two that would become one word keep apart.
function plainNames(hosts: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const host of hosts) {
    const plain = plainName(host);
    let name = plain;
    for (let number = 2; taken.has(name); number++) name = `${plain}-${number}`;
    taken.add(name);
    if (!names.has(host)) names.set(host, name);
  }
  return names;
}

function plainName(host: string): string {
  const plain = visible(host).replace(/[^\p{L}\p{N}._-]+/gu, '_');
  return plain === '' ? '_' : plain;
}
