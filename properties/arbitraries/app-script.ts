// What people and their apps do in a run: they log in, enter rooms, write, leave, come back. The apps behave well, since
// what is tested here are the SDK and the backend.
import fc from 'fast-check';
import { behavesWell, entersAgainAfterTimeout } from '../../scenarios/habits.js';
import {
  createGroup,
  enterRoom,
  login,
  loginWithNewToken,
  queryMembers,
  sendToGroup,
  sendToRoom,
  sendToUser,
  taps,
} from '../../scenarios/moves.js';
import type { Action, ReactionEntry, ScriptEntry, TimedEntry } from '../../sim/models/script.js';
import { ZIMConnectionEvent, ZIMConnectionState } from '../../sim/zim/enums.js';
import { instant } from './times.js';

export interface AppScriptOptions {
  readonly devices: readonly { readonly name: string; readonly user: string }[];
  readonly rooms: readonly string[];
  /** The ID of a group that the first device creates with everybody in it. Default: none. */
  readonly group?: string | undefined;
  /** The last thing that somebody does is done by then, ms. */
  readonly horizonMs: number;
  /** How many things people do at most, besides logging in. Default 24. */
  readonly maxMoves?: number;
}

/** How long a person takes to log in again after having been thrown out. */
const SECOND_THOUGHTS = '20s';

/**
 * Scripts for apps that behave well: reactions to what the SDK says, logins within the first seconds, and what people do
 * after that at times of their own.
 *
 * @example fc.sample(appScript({ devices: [{ name: 'alice', user: 'alice' }], rooms: ['lobby'], horizonMs: 60_000 }), 1)
 */
export function appScript(options: AppScriptOptions): fc.Arbitrary<readonly ScriptEntry[]> {
  const { devices, rooms, group, horizonMs, maxMoves = 24 } = options;
  const habits = devices.flatMap(({ name }) => [
    ...behavesWell(name),
    ...rooms.map((room) => entersAgainAfterTimeout(name, room)),
    ...logsInAgain(name),
  ]);
  const begins = fc.tuple(...devices.map((device, index) => beginning(device.name, options, index === 0)));
  const moves = fc.array(move({ devices, rooms, group, horizonMs }), { maxLength: maxMoves, size: 'max' });
  return fc.tuple(begins, moves).map(([firsts, later]) => [...habits, ...firsts, ...byTime(later)]);
}

/** A person who was thrown out logs in again after a while, twice at most. */
function logsInAgain(device: string): readonly ReactionEntry[] {
  const { KickedOut, TokenExpired, LoginTimeout } = ZIMConnectionEvent;
  return [KickedOut, TokenExpired, LoginTimeout].map((event) => ({
    on: 'connectionStateChanged',
    device,
    when: { state: ZIMConnectionState.Disconnected, event },
    do: [{ wait: SECOND_THOUGHTS }, taps('logs in again'), ...loginWithNewToken()],
    times: 2,
  }));
}

function beginning(
  device: string,
  { devices, rooms, group }: AppScriptOptions,
  isFirst: boolean,
): fc.Arbitrary<TimedEntry> {
  const others = devices.filter(({ name }) => name !== device).map(({ user }) => user);
  const makesGroup = isFirst && group !== undefined ? [createGroup(group, [...new Set(others)])] : [];
  return fc
    .tuple(fc.integer({ min: 0, max: 5000 }), fc.subarray([...rooms]))
    .map(([at, entered]) => ({ at, device, do: [login(), ...makesGroup, ...entered.map(enterRoom)] }));
}

function move({
  devices,
  rooms,
  group,
  horizonMs,
}: Pick<AppScriptOptions, 'devices' | 'rooms' | 'group' | 'horizonMs'>): fc.Arbitrary<TimedEntry> {
  const device = fc.constantFrom(...devices.map(({ name }) => name));
  const user = fc.constantFrom(...devices.map((one) => one.user));
  const room = fc.constantFrom(...rooms);
  const action: fc.Arbitrary<readonly Action[]> = fc.oneof(
    { arbitrary: user.map((to) => [sendToUser(to, 'hello')]), weight: 6 },
    { arbitrary: room.map((to) => [sendToRoom(to, 'hello everybody')]), weight: 5 },
    ...(group === undefined
      ? []
      : [{ arbitrary: fc.constant([sendToGroup(group, 'hello group')]), weight: 3 }]),
    { arbitrary: room.map((roomID) => [taps('enters'), enterRoom(roomID)]), weight: 4 },
    { arbitrary: room.map((roomID) => [taps('leaves'), { call: 'leaveRoom', args: [roomID] }]), weight: 2 },
    { arbitrary: room.map((roomID) => [queryMembers(roomID)]), weight: 1 },
    { arbitrary: fc.constant([taps('logs out'), { call: 'logout' }]), weight: 1 },
    { arbitrary: fc.constant([taps('logs in'), ...loginWithNewToken()]), weight: 2 },
    { arbitrary: fc.constant([{ fetchToken: true }, { call: 'renewToken' }]), weight: 1 },
    { arbitrary: fc.constant(startsAnew()), weight: 1 },
  );
  return fc
    .tuple(instant(horizonMs), device, action)
    .map(([at, who, actions]) => ({ at, device: who, do: actions }));
}

// The app is closed and opened again within its process.
function startsAnew(): readonly Action[] {
  const again: readonly Action[] = [{ call: 'create' }, ...loginWithNewToken()];
  return [taps('closes the app'), { call: 'destroy' }, { wait: '5s' }, taps('opens it again'), ...again];
}

function byTime(entries: readonly TimedEntry[]): readonly TimedEntry[] {
  return [...entries].sort((a, b) => Number(a.at) - Number(b.at));
}
