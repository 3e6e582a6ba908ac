// Scripts for the SDK without its servers: what an app calls, in which order, and what becomes of network and device.
import fc from 'fast-check';
import type {
  Air,
  Listening,
  SdkAction,
  SdkArgument,
  SdkCase,
  SdkStep,
} from '../../sim/sdk-host/sdk-case.js';
import { SDK_EVENT_NAMES, type SdkMethodName } from '../../sim/zim/sdk-surface.js';
import { drawn } from './draws.js';
import { ROOM_CALLS, SDK_CALLS } from './sdk-calls.js';

/** Long enough for what has a bound to be late: see the rules. */
const TAIL_MS = 200_000;

const APP_ID = 1_234_567_890;

const METHODS: readonly SdkMethodName[] = Object.keys(SDK_CALLS) as SdkMethodName[];

const air: fc.Arbitrary<Air> = fc.oneof(
  fc.record({ kind: fc.constantFrom('dns', 'refused', 'portal'), ms: fc.constantFrom(20, 1, 90, 3000) }),
  fc.record({ kind: fc.constant('blackhole'), ms: fc.constant(0) }),
  fc.record({ kind: fc.constant('silent'), ms: fc.constant(0) }),
  fc.record({ kind: fc.constant('closes'), ms: fc.constantFrom(1, 200, 4000, 9000) }),
  fc.record({ kind: fc.constant('slow'), ms: fc.constantFrom(2000, 8000, 29_000) }),
) as fc.Arbitrary<Air>;

/** Seconds; a token that has expired, one that the server would refuse, one that the warning comes too late for … */
const lifetime: fc.Arbitrary<number> = fc.constantFrom(86_400, 3600, 86_400, 120, 60, 31, 29, 5, 0, -60);
const goodToken: fc.Arbitrary<SdkArgument> = lifetime.map(($token) => ({ $token }));
const token: fc.Arbitrary<SdkArgument> = fc.oneof(
  { arbitrary: goodToken, weight: 8 },
  { arbitrary: fc.constantFrom('', '03abc', '04!!', 'not a token', '04AAAA', '花'), weight: 1 },
);
const userID: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom('alice', 'alice', 'alice', 'bob'), weight: 10 },
  { arbitrary: fc.constantFrom('', 'x'.repeat(80), '花子', 'a b'), weight: 1 },
);

const login: fc.Arbitrary<SdkAction> = fc
  .tuple(userID, token, fc.constantFrom('offline', 'offline', 'offline', 'online', 'deprecated'))
  .map(([id, given, form]): SdkAction => {
    const args: SdkArgument[] =
      form === 'deprecated'
        ? [{ userID: id, userName: id }, given]
        : [id, { userName: id, token: given, isOfflineLogin: form === 'offline' }];
    return { do: 'call', name: 'login', args };
  });

const renew: fc.Arbitrary<SdkAction> = token.map((given) => ({
  do: 'call',
  name: 'renewToken',
  args: [given],
}));

function called(name: SdkMethodName): fc.Arbitrary<SdkAction> {
  return fc
    .tuple(...(SDK_CALLS[name] ?? []))
    .map((args): SdkAction => ({ do: 'call', name, args: [...args] as SdkArgument[] }));
}

/** An argument that no declaration allows: the call is wrong, and nothing else should suffer. */
const wrong: fc.Arbitrary<SdkAction> = fc
  .constantFrom(...METHODS.filter((name) => (SDK_CALLS[name] ?? []).length > 0))
  .chain((name) =>
    fc
      .tuple(called(name), fc.nat(3), fc.constantFrom<SdkArgument>(null, 0, '', []))
      .map(([made, at, bad]) => {
        const { args } = made as { readonly args: readonly SdkArgument[] };
        const place = at % args.length;
        return {
          do: 'call',
          name,
          args: args.map((arg, index) => (index === place ? bad : arg)),
        } as SdkAction;
      }),
  );

const anyCall: fc.Arbitrary<SdkAction> = fc.constantFrom(...METHODS).chain(called);
const roomCall: fc.Arbitrary<SdkAction> = fc.constantFrom(...ROOM_CALLS).chain(called);

const EVENTS: readonly string[] = [
  'connectionStateChanged',
  'roomStateChanged',
  'tokenWillExpire',
  'error',
  'messageSentStatusChanged',
  'conversationChanged',
];

const listening: fc.Arbitrary<Listening> = fc.oneof(
  { arbitrary: fc.constant<Listening>({ how: 'hear' }), weight: 3 },
  { arbitrary: fc.constantFrom<Listening>({ how: 'throw' }, { how: 'reject' }), weight: 2 },
  {
    arbitrary: fc
      .oneof(login, renew, fc.constant(plain('logout')), roomCall, fc.constant(plain('destroy')))
      .map((made): Listening => {
        const { name, args } = made as { readonly name: string; readonly args: readonly SdkArgument[] };
        return { how: 'again', name, args };
      }),
    weight: 1,
  },
);

function plain(name: string): SdkAction {
  return { do: 'call', name, args: [] };
}

const listener: fc.Arbitrary<SdkAction> = fc
  .tuple(fc.constantFrom(...EVENTS, ...SDK_EVENT_NAMES.slice(0, 3), 'noSuchEvent'), fc.nat(9), listening)
  .map(([event, how, one]): SdkAction => {
    if (how === 0) return { do: 'on null', event };
    return how === 1 ? { do: 'off', event } : { do: 'on', event, listening: one };
  });

const create: SdkAction = { do: 'create', args: [{ appID: APP_ID }] };

const statics: fc.Arbitrary<SdkAction> = fc.constantFrom<SdkAction>(
  { do: 'static', name: 'getVersion', args: [] },
  { do: 'static', name: 'getInstance', args: [] },
  { do: 'static', name: 'setAdvancedConfig', args: ['key', 'value'] },
  { do: 'static', name: 'setGeofencingConfig', args: [[2], 1] },
  { do: 'create', args: [APP_ID] },
  create,
);

const world: fc.Arbitrary<SdkAction> = fc.oneof(
  {
    arbitrary: fc.tuple(air, fc.boolean()).map(([next, cut]): SdkAction => ({ do: 'air', air: next, cut })),
    weight: 4,
  },
  {
    arbitrary: fc
      .constantFrom('online', 'offline', 'visible', 'hidden')
      .map((one): SdkAction => ({ do: one }) as SdkAction),
    weight: 4,
  },
  {
    arbitrary: fc.constantFrom(1000, 60_000, 3_600_000).map((ms): SdkAction => ({ do: 'sleep', ms })),
    weight: 1,
  },
  {
    arbitrary: fc
      .constantFrom(60_000, -60_000, 3_600_000, -3_600_000)
      .map((ms): SdkAction => ({ do: 'clock', ms })),
    weight: 1,
  },
  {
    arbitrary: fc.constantFrom<SdkAction>(
      { do: 'reload' },
      { do: 'reload' },
      { do: 'reload', keeps: 'nothing' },
    ),
    weight: 1,
  },
);

const action: fc.Arbitrary<SdkAction> = fc.oneof(
  { arbitrary: anyCall, weight: 8 },
  { arbitrary: roomCall, weight: 4 },
  { arbitrary: wrong, weight: 2 },
  { arbitrary: world, weight: 5 },
  { arbitrary: listener, weight: 2 },
  { arbitrary: login, weight: 2 },
  { arbitrary: renew, weight: 1 },
  { arbitrary: fc.constant(plain('logout')), weight: 1 },
  { arbitrary: fc.constantFrom(plain('destroy'), create), weight: 1 },
  { arbitrary: statics, weight: 1 },
);

const wait: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: fc.constantFrom(0, 0, 1, 50), weight: 4 },
  { arbitrary: fc.integer({ min: 100, max: 10_000 }), weight: 4 },
  { arbitrary: fc.constantFrom(20_000, 40_000, 90_000), weight: 1 },
);

const step: fc.Arbitrary<SdkStep> = fc.tuple(wait, action).map(([afterMs, made]) => ({ afterMs, ...made }));

/** Most scripts are those of an app that has begun well. */
const opening: fc.Arbitrary<readonly SdkStep[]> = fc
  .tuple(fc.nat(19), fc.array(listener, { maxLength: 2 }), login)
  .map(([odd, extra, first]): readonly SdkStep[] => {
    if (odd === 0) return [];
    const heard = EVENTS.map((event): SdkAction => ({ do: 'on', event, listening: { how: 'hear' } }));
    const actions = odd < 3 ? [create] : [create, ...heard, ...extra, first];
    return actions.map((one) => ({ afterMs: 0, ...one }));
  });

const sdkCase: fc.Arbitrary<Omit<SdkCase, 'seed'>> = fc
  .record({
    air,
    database: fc.oneof(
      { arbitrary: fc.constant('works'), weight: 12 },
      { arbitrary: fc.constantFrom('errors', 'throws', 'hangs', 'missing'), weight: 2 },
    ),
    opening,
    steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  })
  .map(({ air: first, database, opening: begins, steps }) => ({
    air: first,
    database,
    steps: [...begins, ...steps],
    tailMs: TAIL_MS,
  })) as fc.Arbitrary<Omit<SdkCase, 'seed'>>;

/**
 * The script of a seed.
 *
 * @example runSdk(sdkCaseOf(42), { scripts, sdk })
 */
export function sdkCaseOf(seed: number): SdkCase {
  return { seed, ...drawn(sdkCase, seed) };
}
