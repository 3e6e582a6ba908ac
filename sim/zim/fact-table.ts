// Every number that the models use, with where it comes from and the values it may take.
// This file only lists them; facts.ts hands out defaults and reads what people write.

/** Where a fact comes from; an `assumed` one is nobody's word but ours, so fuzzing draws it from its range. */
export type Provenance = 'faq' | 'docs' | 'types' | 'observed' | 'assumed';

/** A value for every fact: what a run was made with. Plain data; ids carry their unit at the end. */
export interface Params {
  readonly heartbeatIntervalMs: number;
  readonly heartbeatAckTimeoutMs: number;
  readonly heartbeatTimeoutMs: number;
  readonly roomMemberTimeoutMs: number;
  readonly memberTimeoutStarts: 'offline' | 'silence';
  readonly firstBackoffMinMs: number;
  readonly firstBackoffSpanMs: number;
  readonly backoffSeriesS: readonly number[];
  readonly connectTimeoutMs: number;
  readonly loginTimeoutMs: number;
  readonly loginRepeatMs: number;
  readonly requestCheckMs: number;
  readonly silentSocketMs: number;
  readonly localDataMs: number;
  readonly giveUpAfterBackoffMs: number;
  readonly legacyGiveUpAfterSessionMs: number;
  readonly tokenWillExpireLeadMs: number;
  readonly tokenExpiredLeadMs: number;
  readonly tokenMaxValidityS: number;
  readonly tokenMinValidityS: number;
  readonly messageResendWindowMs: number;
  readonly messageResendGapMs: number;
  readonly sendIntervalMs: number;
  readonly requestTimeoutMs: number;
  readonly roomResumeAttempts: number;
  readonly offlineMessageRetentionS: number;
  readonly roomDestroyDelayMaxS: number;
  readonly maxRoomsPerUser: number;
  readonly maxDevicesPerUser: number;
  readonly roomsPerApp: number;
  readonly oneWayDelayMs: number;
}

/** The name of a fact, for example `heartbeatTimeoutMs`. */
export type FactId = keyof Params;

interface FactBase {
  readonly id: FactId;
  readonly provenance: Provenance;
  /** One sentence: what is known, and from whom. */
  readonly source: string;
  /** Whether deployments differ in it or nobody knows it. The real SDK never changes the others. */
  readonly tunable: boolean;
}

/** A number; `range` includes both ends. */
export interface NumberFact extends FactBase {
  readonly kind: 'number';
  readonly value: number;
  readonly unit: 'ms' | 's' | 'count';
  readonly range: readonly [min: number, max: number];
}

/** A list of numbers; `range` holds for each of them. */
export interface SeriesFact extends FactBase {
  readonly kind: 'series';
  readonly value: readonly number[];
  readonly unit: 's';
  readonly range: readonly [min: number, max: number];
}

/** One word out of a few. */
export interface ChoiceFact extends FactBase {
  readonly kind: 'choice';
  readonly value: string;
  readonly choices: readonly string[];
}

/** One number, list or word of the model, with its provenance. */
export type Fact = NumberFact | SeriesFact | ChoiceFact;

const MINUTE_MS = 60_000;
const DAY_S = 86_400;

/**
 * All facts by id.
 *
 * @example FACTS.heartbeatTimeoutMs.source
 */
export const FACTS: { readonly [K in FactId]: Fact & { readonly id: K; readonly value: Params[K] } } = {
  heartbeatIntervalMs: {
    ...milliseconds('heartbeatIntervalMs', 10_000, [1000, MINUTE_MS]),
    ...from('docs', 'The client sends a heartbeat every 10 s; the interval cannot be configured.'),
  },
  heartbeatAckTimeoutMs: {
    ...milliseconds('heartbeatAckTimeoutMs', 5000, [1000, 35_000]),
    ...from(
      'assumed',
      'Nobody says how long an unanswered heartbeat may stay so before the connection hangs.',
    ),
  },
  heartbeatTimeoutMs: {
    ...milliseconds('heartbeatTimeoutMs', 35_000, [15_000, 2 * MINUTE_MS]),
    ...from('docs', 'The backend marks a user offline after 35 s without a heartbeat.', 'tunable'),
  },
  roomMemberTimeoutMs: {
    ...milliseconds('roomMemberTimeoutMs', 30_000, [5000, 10 * MINUTE_MS]),
    ...from('docs', 'A member who is offline is removed from the room after 30 s by default.', 'tunable'),
  },
  memberTimeoutStarts: {
    kind: 'choice',
    id: 'memberTimeoutStarts',
    value: 'offline',
    choices: ['offline', 'silence'],
    ...from(
      'assumed',
      'The documentation gives both timeouts and not their relation: the one of the member may start when the user is marked offline, or at the last sign of life.',
    ),
  },
  firstBackoffMinMs: {
    ...milliseconds('firstBackoffMinMs', 500, [0, MINUTE_MS]),
    ...from('observed', 'The first attempt comes 0.5 s and a random part after the failure.'),
  },
  firstBackoffSpanMs: {
    ...milliseconds('firstBackoffSpanMs', 1500, [0, MINUTE_MS]),
    ...from('observed', 'The random part of the first back-off is uniform between 0 and 1.5 s.'),
  },
  backoffSeriesS: {
    kind: 'series',
    id: 'backoffSeriesS',
    value: [2, 2, 4, 4, 8, 8, 16, 16, 32],
    unit: 's',
    range: [1, 600],
    ...from('observed', 'The back-offs after the first one, in order; the last one repeats for ever.'),
  },
  connectTimeoutMs: {
    ...milliseconds('connectTimeoutMs', 30_000, [0, 5 * MINUTE_MS]),
    ...from(
      'observed',
      'The platform ends an attempt to connect: Chromium after 30 s, Node never, which is written 0.',
      'tunable',
    ),
  },
  loginTimeoutMs: {
    ...milliseconds('loginTimeoutMs', 5000, [1000, MINUTE_MS]),
    ...from(
      'observed',
      'The first login request without an answer fails with 6000105 at the first check after this long, so 5 to 8 s after the socket opened.',
    ),
  },
  loginRepeatMs: {
    ...milliseconds('loginRepeatMs', 10_000, [1000, MINUTE_MS]),
    ...from(
      'observed',
      'A later login request is made again at the first check after this long, once, and forgotten after as long again.',
    ),
  },
  requestCheckMs: {
    ...milliseconds('requestCheckMs', 3000, [1, MINUTE_MS]),
    ...from(
      'observed',
      'Login requests without an answer are looked at every 3 s since the SDK was created.',
    ),
  },
  silentSocketMs: {
    ...milliseconds('silentSocketMs', 10_000, [6000, MINUTE_MS]),
    ...from(
      'assumed',
      'A socket on which the login is not answered is given up after this long: the contract says that the SDK goes on trying. The real one was never seen to (docs/fidelity.md).',
    ),
  },
  localDataMs: {
    ...milliseconds('localDataMs', 4, [0, 5000]),
    ...from(
      'observed',
      'An offline login resolves when the data of the user is open on the device, with the stand-in for IndexedDB after 4 ms, and at once when it is open already.',
    ),
  },
  giveUpAfterBackoffMs: {
    ...milliseconds('giveUpAfterBackoffMs', 300_000, [10_000, 60 * MINUTE_MS]),
    ...from(
      'observed',
      'From 2.7.1 to 2.19.0 a first login gives up at the first failure at which its back-offs add up to this much, seen at 316.8 s; the time spent connecting does not count.',
    ),
  },
  legacyGiveUpAfterSessionMs: {
    ...milliseconds('legacyGiveUpAfterSessionMs', 300_000, [MINUTE_MS, 15 * MINUTE_MS]),
    ...from(
      'assumed',
      'Before 2.9.0 a client that had a session gave up as well; nobody says after how long.',
    ),
  },
  tokenWillExpireLeadMs: {
    ...milliseconds('tokenWillExpireLeadMs', 30_000, [0, 10 * MINUTE_MS]),
    ...from('docs', '`tokenWillExpire` is called when 30 s are left, or at once when the login finds fewer.'),
  },
  tokenExpiredLeadMs: {
    ...milliseconds('tokenExpiredLeadMs', 2000, [0, MINUTE_MS]),
    ...from('observed', 'The session ends as expired 2 s before the time that the token names.'),
  },
  tokenMaxValidityS: {
    ...seconds('tokenMaxValidityS', 24 * DAY_S, [60, 366 * DAY_S]),
    ...from('docs', 'The backend takes tokens that are valid for 24 days at most.'),
  },
  tokenMinValidityS: {
    ...seconds('tokenMinValidityS', 30, [0, 3600]),
    ...from('docs', 'The backend refuses a token that is valid for less than 30 s with 6000108.'),
  },
  messageResendWindowMs: {
    ...milliseconds('messageResendWindowMs', 30_000, [1000, 10 * MINUTE_MS]),
    ...from('observed', 'A peer or group message that cannot be sent fails with 6000104 after about 30 s.'),
  },
  messageResendGapMs: {
    ...milliseconds('messageResendGapMs', 10_000, [0, MINUTE_MS]),
    ...from('observed', 'The messages queued behind it fail one after the other, 10 s apart.'),
  },
  sendIntervalMs: {
    ...milliseconds('sendIntervalMs', 100, [0, 10_000]),
    ...from('observed', 'A second send to the same conversation within 100 ms is refused with 6000004.'),
  },
  requestTimeoutMs: {
    ...milliseconds('requestTimeoutMs', 10_000, [5000, 30_000]),
    ...from('assumed', 'A request without an answer fails with 6000105; nobody says after how long.'),
  },
  roomResumeAttempts: {
    ...count('roomResumeAttempts', 3, [1, 10]),
    ...from('assumed', 'The SDK does not try for ever to get back into a room; the number is not given.'),
  },
  offlineMessageRetentionS: {
    ...seconds('offlineMessageRetentionS', 7 * DAY_S, [60, 30 * DAY_S]),
    ...from('docs', 'Peer and group messages to a user who is offline are kept for 7 days.', 'tunable'),
  },
  roomDestroyDelayMaxS: {
    ...seconds('roomDestroyDelayMaxS', 10_800, [0, DAY_S]),
    ...from('docs', 'An empty room can be kept for 3 h at most.'),
  },
  maxRoomsPerUser: {
    ...count('maxRoomsPerUser', 5, [1, 100]),
    ...from('types', 'A user can be in 5 rooms (1 on a trial); one more is refused with 6000325.', 'tunable'),
  },
  maxDevicesPerUser: {
    ...count('maxDevicesPerUser', 1, [1, 10]),
    ...from(
      'docs',
      'One device a user unless multi-device login is on, then up to 10; the earliest is kicked.',
      'tunable',
    ),
  },
  roomsPerApp: {
    ...count('roomsPerApp', 1_000_000, [1, 1_000_000_000]),
    ...from(
      'types',
      'An app has a limit of rooms, after which 6000324 comes; plans differ, so it is large here.',
      'tunable',
    ),
  },
  oneWayDelayMs: {
    ...milliseconds('oneWayDelayMs', 40, [1, 500]),
    ...from(
      'assumed',
      'The time a packet needs from a device to the backend when a scenario names no profile.',
    ),
  },
};

/** The ids in the order of the table, which reports keep. */
export const FACT_IDS: readonly FactId[] = Object.keys(FACTS) as FactId[];

type NumberPart<K extends FactId> = Pick<NumberFact, 'kind' | 'value' | 'unit' | 'range'> & {
  readonly id: K;
};

function milliseconds<K extends FactId>(
  id: K,
  value: number,
  range: readonly [number, number],
): NumberPart<K> {
  return { kind: 'number', id, value, unit: 'ms', range };
}

function seconds<K extends FactId>(id: K, value: number, range: readonly [number, number]): NumberPart<K> {
  return { kind: 'number', id, value, unit: 's', range };
}

function count<K extends FactId>(id: K, value: number, range: readonly [number, number]): NumberPart<K> {
  return { kind: 'number', id, value, unit: 'count', range };
}

function from(
  provenance: Provenance,
  source: string,
  tunable: 'tunable' | 'pinned' = provenance === 'assumed' ? 'tunable' : 'pinned',
): Pick<FactBase, 'provenance' | 'source' | 'tunable'> {
  return { provenance, source, tunable: tunable === 'tunable' };
}
