// The story of a failure of an app: what its device saw and did before it went wrong, in a few lines of a terminal.
import type { CallObservation, Observation } from '../sim/check/observation.js';
import { formatClock } from '../sim/kernel/duration.js';
import type { CallPlace, ConsoleLine } from '../sim/runner/external-app.js';
import type { RunResult } from '../sim/runner/summary.js';
import { consoleNear, withoutColumn } from './console-lines.js';
import { callText, settleText, textFor } from './row-texts.js';
import type { Style } from './style.js';
import { visible } from './text.js';
import { describeMark } from './words.js';

interface Line {
  readonly atMs: number;
  readonly who: string;
  readonly text: string;
}

/** With its place among the observations. */
type Placed = Line & { readonly place: number };

const MOST_LINES = 10;
/** Of a line of a console; the page has all of it. */
const MOST_CHARACTERS = 100;

/** What a story is told from. */
export interface AppStory extends Pick<RunResult, 'observations' | 'console' | 'callPlaces'> {
  readonly marks: RunResult['faults'];
  /** When it went wrong, and on which device. */
  readonly atMs: number;
  readonly device?: string | undefined;
}

/**
 * The story in at most ten lines: what the device saw and did before it went wrong; and between them the last lines of
 * its console, where they stand near.
 */
export function storyLines(app: AppStory, style: Style): readonly string[] {
  const { device, atMs, observations, marks } = app;
  const places = new Map((app.callPlaces ?? []).map((call) => [`${call.device} ${call.id}`, call]));
  const lines: Placed[] = [
    ...marks.map(
      (mark): Placed => ({ atMs: mark.atMs, who: 'network', text: describeMark(mark), place: -1 }),
    ),
    ...observations.flatMap((one, place): Placed[] => {
      if (device !== undefined && one.device !== device) return [];
      const own = one.kind === 'call' ? [callLine(one, places)] : lineOf(one);
      return own.map((line) => ({ ...line, place }));
    }),
  ]
    .filter((line) => line.atMs <= atMs)
    .sort(inOrder);
  const distinct = lines.filter(
    (line, index) =>
      index === 0 || line.text !== lines[index - 1]?.text || line.who !== lines[index - 1]?.who,
  );
  const told = distinct.slice(-MOST_LINES);
  const written = consoleNear(app.console ?? [], app)
    .filter((line) => line.atMs >= (told[0]?.atMs ?? 0))
    .map(
      (line): Placed => ({
        atMs: line.atMs,
        who: 'console',
        text: writtenText(line),
        place: line.after - 0.5,
      }),
    );
  const all = [...told, ...written].sort(inOrder);
  return all.map(
    ({ atMs: when, who, text }) =>
      `  ${style.paint('dim', formatClock(when).padStart(10))}  ${style.paint('who', who.padEnd(7))}  ${text}`,
  );
}

function inOrder(a: Placed, b: Placed): number {
  return a.atMs - b.atMs || a.place - b.place;
}

function callLine(call: CallObservation, places: ReadonlyMap<string, CallPlace>): Line {
  const where = places.get(`${call.device} ${call.id}`)?.where;
  const text = `calls ${callText(call).text.replace(/ →$/, '')}`;
  return {
    atMs: call.atMs,
    who: 'app',
    text: where === undefined ? text : `${text} at ${withoutColumn(where)}`,
  };
}

function writtenText({ level, text, where }: ConsoleLine): string {
  const line = text.replace(/\s+/g, ' ');
  const cut = line.length > MOST_CHARACTERS ? '…' : '';
  return `${level}: ${visible(line.slice(0, MOST_CHARACTERS))}${cut}${where === undefined ? '' : ` at ${withoutColumn(where)}`}`;
}

function lineOf(observation: Observation): Line[] {
  const { atMs } = observation;
  switch (observation.kind) {
    case 'settle':
      return observation.ok ? [] : [{ atMs, who: 'SDK', text: settleText(observation, '').text }];
    case 'event':
      if (observation.name === 'onMessageAttached' || observation.name.startsWith('conversation')) return [];
      return textFor(observation).map(({ text }) => ({ atMs, who: 'SDK', text }));
    case 'user':
      return [{ atMs, who: 'user', text: observation.action }];
    case 'ui':
      return [{ atMs, who: 'app', text: shows(observation.action, observation.what) }];
    case 'error':
      return [
        {
          atMs,
          who: 'app',
          text: `throws ${observation.message}${observation.where === undefined ? '' : ` at ${observation.where}`}`,
        },
      ];
    case 'device':
      return textFor(observation).map(({ text }) => ({ atMs, who: 'device', text }));
    default:
      return [];
  }
}

function shows(action: 'remind' | 'clear' | 'screen', what: string): string {
  if (action === 'remind') return `shows "${what}"`;
  return action === 'clear' ? `takes "${what}" away` : `goes to the screen "${what}"`;
}
