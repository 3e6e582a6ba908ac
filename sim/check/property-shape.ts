// Whether a property that somebody wrote makes sense before it runs: a topic that nothing ever has would be heard by
// nobody, and what listens to nothing is never broken. What its functions answer is own-property.ts's business.
import { nearestNames, quotedList } from '../kernel/nearest.js';
import { UsageError } from '../kernel/usage-error.js';
import { SDK_EVENT_NAMES, SDK_METHOD_NAMES } from '../zim/sdk-surface.js';
import type { BackendFact, ObservationKind, SocketObservation } from './observation.js';

type Phase = SocketObservation['phase'];

const PHASES: Readonly<Record<Phase, true>> = { connecting: true, opened: true, failed: true, closed: true };

const FACT_KINDS: Readonly<Record<BackendFact['kind'], true>> = {
  sessionStarted: true,
  sessionResumed: true,
  sessionOffline: true,
  sessionEnded: true,
  tokensRevoked: true,
  restarted: true,
  memberJoined: true,
  memberLeft: true,
  roomCreated: true,
  roomDestroyed: true,
  resumeAnswered: true,
};

// An app that starts anew after `destroy` calls `create`, which is no method of an instance.
const CALLS: readonly string[] = [...SDK_METHOD_NAMES, 'create'];

/** For each kind of observation what may follow the colon; nothing where there is no colon. */
const NAMES: Readonly<Record<ObservationKind, readonly string[]>> = {
  call: CALLS,
  settle: CALLS,
  // A callback of `sendMessage`, which the model tells like an event.
  event: [...SDK_EVENT_NAMES, 'onMessageAttached'],
  user: [],
  ui: [],
  error: [],
  socket: Object.keys(PHASES),
  device: [],
  backend: Object.keys(FACT_KINDS),
};

const KINDS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(NAMES));

const EXAMPLE = `For example: on: ['event:connectionStateChanged']`;

/**
 * Fails unless a property listens to something that exists and has what it is made of.
 *
 * @param title as the caller gave it, which may be no text
 * @param parts `on`, and the functions that must be there
 * @throws UsageError one line
 * @example checkPropertyShape('taps are answered', { on: ['user'] }, ['step'])
 */
export function checkPropertyShape(title: unknown, parts: unknown, functions: readonly string[]): void {
  if (typeof title !== 'string' || title.trim() === '') {
    throw new UsageError(
      `Expected a property's title to be a text, got ${kindOf(title)}. For example: 'no message is shown twice'`,
    );
  }
  const named = `the property ${JSON.stringify(title)}`;
  if (typeof parts !== 'object' || parts === null) {
    throw new UsageError(`Expected ${named} to have options, got ${kindOf(parts)}. ${EXAMPLE}`);
  }
  const record = new Map<string, unknown>(Object.entries(parts));
  checkTopics(named, record.get('on'));
  for (const name of functions) {
    const value = record.get(name);
    if (typeof value === 'function') continue;
    throw new UsageError(
      `Expected ${named} to have a function \`${name}\`, got ${kindOf(value)}. For example: ${name}: () => undefined`,
    );
  }
}

function checkTopics(named: string, on: unknown): void {
  if (!Array.isArray(on)) {
    throw new UsageError(`Expected \`on\` of ${named} to be a list of topics, got ${kindOf(on)}. ${EXAMPLE}`);
  }
  if (on.length === 0) {
    throw new UsageError(`Expected ${named} to listen to something, got an empty \`on\`. ${EXAMPLE}`);
  }
  for (const topic of on as readonly unknown[]) checkTopic(named, topic);
}

function checkTopic(named: string, topic: unknown): void {
  if (typeof topic !== 'string') {
    throw new UsageError(`Expected each topic of ${named} to be a text, got ${kindOf(topic)}. ${EXAMPLE}`);
  }
  const colon = topic.indexOf(':');
  const kind = colon < 0 ? topic : topic.slice(0, colon);
  const names = KINDS.get(kind);
  if (names === undefined) {
    throw new UsageError(
      `${named} listens to ${JSON.stringify(topic)}, which is no topic. The nearest are ${nearest(kind, [...KINDS.keys()])}. ${EXAMPLE}`,
    );
  }
  if (colon < 0) return;
  const name = topic.slice(colon + 1);
  if (names.includes(name)) return;
  throw new UsageError(
    names.length === 0
      ? `${named} listens to ${JSON.stringify(topic)}, and observations of kind ${kind} have no names. Use "${kind}".`
      : `${named} listens to ${JSON.stringify(topic)}, which never comes. The nearest are ${nearest(
          name,
          names,
          `${kind}:`,
        )}.`,
  );
}

function nearest(text: string, names: readonly string[], prefix = ''): string {
  return quotedList(nearestNames(text, names).map((name) => `${prefix}${name}`));
}

/** What came instead, in a few words; never its whole content. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string')
    return value.trim() === '' ? 'an empty text' : JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return value instanceof Promise ? 'a promise' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
