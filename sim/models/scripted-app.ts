// Plays a script on one device: the user and the app's business layer, by time and by reaction. A list of actions
// runs like an `async` function; several lists may be under way at once. It talks to the client by calls and
// to the app's token server by messages; the world carries both.

import { unreachable } from '../kernel/assert.js';
import { parseDurationMs } from '../kernel/duration.js';
import type { IssuerMessage } from '../zim/wire.js';
import type { Out, Step, TimerEffect } from './model.js';
import type { Action, ReactionEntry, Script, TimedEntry } from './script.js';

/** Fixed for the life of a device. */
export interface AppConfig {
  readonly device: string;
  readonly userID: string;
  readonly userName: string;
  /** The group that the device belongs to: entries for its name are for each of its members. */
  readonly group?: string | undefined;
  /** The token in the app's hand at the start; undefined without token authentication. */
  readonly token: string | undefined;
  /** Entries for this device or its group only. */
  readonly timed: readonly TimedEntry[];
  readonly reactions: readonly ReactionEntry[];
}

/** A list of actions under way. */
interface Thread {
  readonly id: number;
  readonly actions: readonly Action[];
  next: number;
  /** The call, token request or timer that it waits for. */
  waiting: 'call' | 'token' | 'timer' | 'no';
  waitingFor: number;
}

export interface AppState {
  readonly config: AppConfig;
  /** Whether its process lives. */
  running: boolean;
  token: string | undefined;
  firstToken: string | undefined;
  threads: Thread[];
  nextThread: number;
  nextCall: number;
  nextTokenRequest: number;
  /** The connection to the token server: it is opened for each request and closed after it. */
  fetching: { request: number; socket: number; asked: boolean }[];
  sockets: number;
  reactionsDone: number[];
  timedDone: number[];
}

export type AppInput =
  | { readonly kind: 'start' }
  /** The process dies … */
  | { readonly kind: 'kill'; readonly keeps: 'token' | 'nothing' }
  /** … and is started again. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'timer'; readonly timer: string }
  | { readonly kind: 'event'; readonly event: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'settled'; readonly call: number; readonly ok: boolean }
  | { readonly kind: 'opened' | 'failed' | 'closed'; readonly socket: number }
  | { readonly kind: 'message'; readonly socket: number; readonly message: IssuerMessage };

export type AppEffect =
  | { readonly kind: 'call'; readonly call: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'connect'; readonly socket: number; readonly host: string }
  | { readonly kind: 'send'; readonly socket: number; readonly message: IssuerMessage }
  | { readonly kind: 'close'; readonly socket: number; readonly code: number }
  | TimerEffect
  | { readonly kind: 'user'; readonly action: string }
  | { readonly kind: 'ui'; readonly action: 'remind' | 'clear' | 'screen'; readonly what: string };

/** The app of one device, with its part of the script. */
export function createApp(
  config: Omit<AppConfig, 'timed' | 'reactions'> & { readonly script: Script },
): AppState {
  const { device, group, userID, userName, token } = config;
  const { timed, reactions } = partOf(config.script, device, group);
  return {
    config: { device, group, userID, userName, token, timed, reactions },
    running: true,
    token,
    firstToken: token,
    threads: [],
    nextThread: 1,
    nextCall: 1,
    nextTokenRequest: 1,
    fetching: [],
    sockets: 0,
    reactionsDone: reactions.map(() => 0),
    timedDone: timed.map(() => 0),
  };
}

interface Part {
  readonly timed: readonly TimedEntry[];
  readonly reactions: readonly ReactionEntry[];
}

// A campaign makes the apps of one script again and again, and a script never changes.
const PARTS: WeakMap<Script, Map<string, Part>> = new WeakMap();

/** What is for this device, or for the group that it belongs to. */
function partOf(script: Script, device: string, group: string | undefined): Part {
  let parts = PARTS.get(script);
  if (parts === undefined) {
    parts = new Map();
    PARTS.set(script, parts);
  }
  const key = group === undefined ? device : JSON.stringify([device, group]);
  const known = parts.get(key);
  if (known !== undefined) return known;
  const mine = script.filter((entry) => entry.device === device || entry.device === group);
  const part: Part = {
    timed: mine.filter((entry): entry is TimedEntry => 'at' in entry),
    reactions: mine.filter((entry): entry is ReactionEntry => 'on' in entry),
  };
  parts.set(key, part);
  return part;
}

/** One input to one app. Only `state` changes; everything else is in `out`. */
export const stepApp: Step<AppState, AppInput, AppEffect> = (state, input, _context, out) => {
  switch (input.kind) {
    case 'start':
      start(state, out);
      return;
    case 'kill':
      die(state, input.keeps);
      return;
    case 'restart':
      state.running = true;
      onEvent(state, out, 'restart', {});
      return;
    case 'timer':
      onTimer(state, out, input.timer);
      return;
    case 'event':
      onEvent(state, out, input.event, input.data);
      return;
    case 'settled':
      resumeThread(state, out, { waiting: 'call', waitingFor: input.call, ok: input.ok });
      return;
    case 'opened':
      onSocketOpened(state, out, input.socket);
      return;
    case 'failed':
    case 'closed':
      onFetchEnded(state, out, input.socket, undefined);
      return;
    case 'message':
      onIssuerMessage(state, out, input.socket, input.message);
      return;
    default:
      unreachable(input);
  }
};

function start(state: AppState, out: Out<AppEffect>): void {
  state.config.timed.forEach((entry, index) => {
    out.push({ kind: 'setTimer', timer: `at:${index}`, afterMs: parseDurationMs(entry.at) });
  });
}

/** The world takes timers and sockets away; numbers go on, so that nothing old is taken for something new. */
function die(state: AppState, keeps: 'token' | 'nothing'): void {
  state.running = false;
  state.threads = [];
  state.fetching = [];
  if (keeps === 'token') return;
  state.token = undefined;
  state.firstToken = undefined;
}

/** Whether a timer is the person's and not the app's: it does not depend on the device. */
export function isPersonsTimer(timer: string): boolean {
  return timer.startsWith('at:');
}

function onTimer(state: AppState, out: Out<AppEffect>, timer: string): void {
  if (timer.startsWith('wait:')) {
    resumeThread(state, out, { waiting: 'timer', waitingFor: Number(timer.slice(5)), ok: true });
    return;
  }
  const index = Number(timer.slice(3));
  const entry = state.config.timed[index];
  if (entry === undefined) return;
  const done = (state.timedDone[index] ?? 0) + 1;
  state.timedDone[index] = done;
  if (entry.every !== undefined && done < (entry.times ?? Number.POSITIVE_INFINITY)) {
    out.push({ kind: 'setTimer', timer, afterMs: parseDurationMs(entry.every) });
  }
  if (state.running) run(state, out, entry.do);
}

function onEvent(
  state: AppState,
  out: Out<AppEffect>,
  event: string,
  data: Readonly<Record<string, unknown>>,
): void {
  const { reactions } = state.config;
  for (let index = 0; index < reactions.length; index++) {
    const entry = reactions[index];
    if (entry === undefined || entry.on !== event || !matches(entry, data)) continue;
    const done = state.reactionsDone[index] ?? 0;
    if (done >= (entry.times ?? Number.POSITIVE_INFINITY)) continue;
    state.reactionsDone[index] = done + 1;
    run(state, out, entry.do);
  }
}

function matches(entry: ReactionEntry, data: Readonly<Record<string, unknown>>): boolean {
  for (const key in entry.when) if (data[key] !== entry.when[key]) return false;
  return true;
}

function run(state: AppState, out: Out<AppEffect>, actions: readonly Action[]): void {
  const thread: Thread = { id: state.nextThread++, actions, next: 0, waiting: 'no', waitingFor: 0 };
  state.threads.push(thread);
  proceed(state, out, thread);
}

/** Runs the thread's actions until one of them has to be waited for. */
function proceed(state: AppState, out: Out<AppEffect>, thread: Thread): void {
  thread.waiting = 'no';
  while (thread.waiting === 'no' && thread.next < thread.actions.length) {
    const action = thread.actions[thread.next] as Action;
    thread.next += 1;
    act(state, out, thread, action);
  }
  if (thread.waiting === 'no') end(state, thread);
}

function end({ threads }: AppState, thread: Thread): void {
  const at = threads.indexOf(thread);
  if (at >= 0 && at === threads.length - 1) threads.pop();
  else if (at >= 0) threads.splice(at, 1);
}

function act(state: AppState, out: Out<AppEffect>, thread: Thread, action: Action): void {
  if ('call' in action) {
    waitFor(thread, 'call', state.nextCall++);
    out.push({
      kind: 'call',
      call: thread.waitingFor,
      name: action.call,
      args: argumentsOf(state, action.call, action.args),
    });
  } else if ('fetchToken' in action) {
    waitFor(thread, 'token', state.nextTokenRequest++);
    state.sockets += 1;
    state.fetching.push({ request: thread.waitingFor, socket: state.sockets, asked: false });
    out.push({ kind: 'connect', socket: state.sockets, host: 'issuer' });
  } else if ('wait' in action) {
    waitFor(thread, 'timer', thread.id);
    out.push({ kind: 'setTimer', timer: `wait:${thread.id}`, afterMs: parseDurationMs(action.wait) });
  } else if ('user' in action) {
    out.push({ kind: 'user', action: action.user });
  } else if ('remind' in action) {
    out.push({ kind: 'ui', action: 'remind', what: action.remind });
  } else if ('clear' in action) {
    out.push({ kind: 'ui', action: 'clear', what: action.clear });
  } else {
    out.push({ kind: 'ui', action: 'screen', what: action.screen });
  }
}

function waitFor(thread: Thread, waiting: Thread['waiting'], waitingFor: number): void {
  thread.waiting = waiting;
  thread.waitingFor = waitingFor;
}

function resumeThread(
  state: AppState,
  out: Out<AppEffect>,
  done: { readonly waiting: Thread['waiting']; readonly waitingFor: number; readonly ok: boolean },
): void {
  const thread = state.threads.find(
    (candidate) => candidate.waiting === done.waiting && candidate.waitingFor === done.waitingFor,
  );
  if (thread === undefined) return;
  if (done.ok) {
    proceed(state, out, thread);
    return;
  }
  // As after a rejected promise: the rest of the list is not run.
  const action = thread.actions[thread.next - 1] as { readonly onError?: readonly Action[] };
  end(state, thread);
  if (action.onError !== undefined) run(state, out, action.onError);
}

function onSocketOpened(state: AppState, out: Out<AppEffect>, socket: number): void {
  const fetch = state.fetching.find((candidate) => candidate.socket === socket);
  if (fetch === undefined) return;
  fetch.asked = true;
  const { userID } = state.config;
  out.push({ kind: 'send', socket, message: { kind: 'fetchToken', request: fetch.request, userID } });
}

function onIssuerMessage(state: AppState, out: Out<AppEffect>, socket: number, message: IssuerMessage): void {
  out.push({ kind: 'close', socket, code: 1000 });
  onFetchEnded(state, out, socket, message.kind === 'token' ? message.token : undefined);
}

function onFetchEnded(state: AppState, out: Out<AppEffect>, socket: number, token: string | undefined): void {
  const fetch = state.fetching.find((candidate) => candidate.socket === socket);
  if (fetch === undefined) return;
  state.fetching = state.fetching.filter((other) => other !== fetch);
  if (token !== undefined) {
    state.token = token;
    state.firstToken ??= token;
  }
  resumeThread(state, out, { waiting: 'token', waitingFor: fetch.request, ok: token !== undefined });
}

function argumentsOf(
  state: AppState,
  name: string,
  args: readonly unknown[] | undefined,
): readonly unknown[] {
  if (args !== undefined) return isFixed(args) ? args : args.map((argument) => fill(state, argument));
  if (name === 'renewToken') return [state.token];
  if (name === 'login') {
    const { userID, userName } = state.config;
    return [userID, { userName, token: state.token, isOfflineLogin: false }];
  }
  return [];
}

// Most arguments name nothing of the device, and then the script's own list is the list of the call.
const FIXED: WeakMap<readonly unknown[], boolean> = new WeakMap();

function isFixed(args: readonly unknown[]): boolean {
  const known = FIXED.get(args);
  if (known !== undefined) return known;
  const fixed = !JSON.stringify(args).includes('"$');
  FIXED.set(args, fixed);
  return fixed;
}

/** Puts the device's values where an argument names them. */
function fill(state: AppState, argument: unknown): unknown {
  if (typeof argument === 'string') {
    switch (argument) {
      case '$user':
        return state.config.userID;
      case '$userName':
        return state.config.userName;
      case '$device':
        return state.config.device;
      case '$token':
        return state.token;
      case '$firstToken':
        return state.firstToken;
      default:
        return argument;
    }
  }
  if (Array.isArray(argument)) return argument.map((inner) => fill(state, inner));
  if (typeof argument === 'object' && argument !== null) {
    // Not by assignment: a key of `__proto__` is a key like others.
    return Object.fromEntries(Object.entries(argument).map(([key, inner]) => [key, fill(state, inner)]));
  }
  return argument;
}
