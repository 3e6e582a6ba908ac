// Where the model is known to differ from the real package, and why. What is not here is a mistake of one of them.
import type { Observation, SettleObservation } from '../check/observation.js';
import { isModelled, NOT_MODELLED } from '../models/client/step.js';
import { ZIMErrorCode } from '../zim/error-codes.js';
import { OWN_ERROR } from './boot.js';
import {
  callsFromInside,
  isConnection,
  isReconnectedOrLeft,
  isRoom,
  isSettle,
  isSettled,
  lastConnection,
  type Parting,
} from './parting.js';

type Takes = 'only real' | 'only model' | 'other' | 'parts';

/** A documented difference; `docs/fidelity.md` has the same ids. */
export interface Deviation {
  readonly id: string;
  readonly why: string;
  /**
   * What of it is passed over: the real one's observation, the model's, or both. `parts`: from here on they are two
   * different runs, and nothing that follows is compared. Left out: whatever the difference consists of.
   */
  readonly takes?: Takes | ((parting: Parting) => Takes);
  readonly matches: (parting: Parting) => boolean;
}

/** The silence after which the model gives up a socket, and its facts' other numbers (the defaults). */
const SILENT_SOCKET_MS = 10_000;
const LOCAL_DATA_MS = 4;
const WARNED_S = 30;

export const DEVIATIONS: readonly Deviation[] = [
  {
    id: 'silent-socket',
    why: 'finding: on a socket that opens and stays silent the real one stops trying, without a word; the model gives the socket up after 10 s, since the contract says that attempts go on',
    takes: 'parts',
    matches: ({ given, modelNext, modelSeen, realSeen, realNext }) => {
      if (modelNext?.kind !== 'socket' || modelNext.phase !== 'closed') return false;
      const opened = modelSeen.find(
        (one) => one.kind === 'socket' && one.phase === 'opened' && one.socket === modelNext.socket,
      );
      const sleptMs = given.steps.reduce((sum, step) => sum + (step.do === 'sleep' ? step.ms : 0), 0);
      const openMs = opened === undefined ? 0 : modelNext.atMs - opened.atMs;
      return (
        openMs >= SILENT_SOCKET_MS &&
        openMs <= SILENT_SOCKET_MS + sleptMs &&
        isAlone(modelNext, realSeen, realNext)
      );
    },
  },
  {
    id: 'listener-throws',
    why: 'finding: a listener that throws ends what the real one was doing, so attempts stop, events get lost and calls fail; the model goes on',
    takes: 'parts',
    matches: ({ given, realSeen, realNext }) => {
      if (realNext?.kind === 'settle' && realNext.error?.message.includes(OWN_ERROR) === true) return true;
      const last = realSeen.findLast(({ kind }) => kind === 'event');
      return given.steps.some(
        (step) =>
          step.do === 'on' &&
          step.listening.how === 'throw' &&
          last?.kind === 'event' &&
          step.event === last.name,
      );
    },
  },
  {
    id: 'connecting',
    why: 'CONNECTING is documented for logins; the real one does not say it as long as no server answers, the model says it when the socket of a first login opens',
    takes: 'only model',
    matches: ({ modelNext, modelSeen }) => {
      const hasOpened = modelSeen.some(
        (one) => one.kind === 'socket' && one.phase === 'opened' && one.atMs === modelNext?.atMs,
      );
      return isConnection(modelNext, 1, 1) && hasOpened;
    },
  },
  {
    id: 'uncaught-errors',
    why: 'finding: errors that nobody caught come out of the real one, which the app cannot prevent',
    takes: 'only real',
    matches: ({ realNext }) =>
      realNext?.kind === 'error' && (realNext.source === 'uncaught' || realNext.source === 'rejection'),
  },
  {
    id: 'errors-without-code',
    why: 'finding: odd arguments, or a destroyed SDK, make calls fail with a TypeError that has no code; the model gives the code of the contract or accepts them',
    matches: ({ kind, realNext }) =>
      kind !== 'only model' && realNext?.kind === 'settle' && Number.isNaN(realNext.error?.code),
  },
  {
    id: 'expired-at-login',
    takes: (parting) => (isOfAnother(parting) ? 'parts' : failedOrReal(parting)),
    why: 'finding: an offline login with a token that is over says CONNECTED and resolves after it has said TOKEN_EXPIRED, and no login is possible any more; in the model it fails, and the next one is like any other',
    matches: ({ realNext, modelNext, modelAll }) => {
      if (isSettle(modelNext, 'login', ZIMErrorCode.NetworkModuleTokenExpired)) return true;
      if (realNext === undefined) return false;
      const failed = modelAll.filter((one) => isSettle(one, 'login', ZIMErrorCode.NetworkModuleTokenExpired));
      const isOf = (one: Observation): boolean =>
        (one.kind === 'settle' && realNext.kind === 'settle' && one.id === realNext.id) ||
        (realNext.atMs >= one.atMs && realNext.atMs - one.atMs <= LOCAL_DATA_MS);
      if (!failed.some(isOf)) return false;
      if (realNext.kind === 'settle') return realNext.name === 'login' && realNext.ok;
      return isConnection(realNext, 2, 0);
    },
  },
  {
    id: 'login-inside',
    takes: (parting) => (callsFromInside(parting.given, 'login') ? settleOrReal(parting, 'login') : 'parts'),
    why: 'a login from inside a login, or while one waits for its data, resolves with that one, 4 ms later; in the model at once',
    matches: ({ given, realNext, modelNext, realSeen }) => {
      const isLogin = [realNext, modelNext].some(
        (one) => one?.kind === 'settle' && one.name === 'login' && one.ok,
      );
      const isTogether = isSettled(realNext, 'login') && isSettled(realSeen.at(-1), 'login', realNext?.atMs);
      return isLogin && (callsFromInside(given, 'login') || isTogether);
    },
  },
  {
    id: 'login-blocked',
    why: 'finding: after an offline login whose token was over, every login fails with 6000111 until the SDK is created anew',
    takes: 'parts',
    matches: ({ realNext, realSeen, modelSeen, modelNext }) => {
      const code = ZIMErrorCode.NetworkModuleUserHasAlreadyLogged;
      if (!isSettle(realNext, 'login', code) || isSettle(modelNext, 'login', code)) return false;
      // As after a logout that came too early: the real one believes that it is connected.
      const believes = lastConnection(realSeen) === 2 && lastConnection(modelSeen) === 0;
      return (
        believes || modelSeen.some((one) => isSettle(one, 'login', ZIMErrorCode.NetworkModuleTokenExpired))
      );
    },
  },
  {
    id: 'old-questions',
    why: 'finding: a login request that nobody answered lives on after the session has ended, and says RECONNECTING when it is made again, or keeps the next login from saying it',
    takes: 'parts',
    matches: ({ realNext, modelNext, realSeen }) => {
      const endAt = realSeen.findLastIndex((one) => isConnection(one, 0, 0) || isConnection(one, 0, 5));
      const hasAsked = realSeen.slice(0, Math.max(0, endAt)).some((one) => isConnection(one, 3, 1));
      return hasAsked && (isConnection(realNext, 3, 1) || isConnection(modelNext, 3, 1));
    },
  },
  {
    id: 'logout-keeps-socket',
    why: 'finding: at a logout the real one leaves its socket as it is; it may open later, its end may say DISCONNECTED + LOGIN_TIMEOUT; the model closes it at once',
    matches: (parting) => isClosedByLogout(parting) || leftByLogout(parting) !== undefined,
    takes: (parting) => (isClosedByLogout(parting) ? 'only model' : leftByLogout(parting)) ?? 'parts',
  },
  {
    id: 'data-opens-late',
    why: 'finding: a logout while an offline login waits for its data is followed by CONNECTED, and the login resolves; in the model it stays as it was left',
    takes: 'only real',
    matches: ({ realNext, realSeen, modelAll }) => {
      const ended = realSeen.findLast((one) => isConnection(one, 0, 0) || isSettled(one, 'logout'));
      if (ended === undefined || realNext === undefined || realNext.atMs - ended.atMs > LOCAL_DATA_MS)
        return false;
      if (isConnection(realNext, 2, 0)) return true;
      return (
        realNext.kind === 'settle' &&
        realNext.name === 'login' &&
        realNext.ok &&
        !modelAll.some((one) => one.kind === 'settle' && one.id === realNext.id)
      );
    },
  },
  {
    id: 'failed-rooms',
    why: 'finding: a room whose entry has failed stays in the list of the real one: every failed attempt says that it is reconnecting, a logout that one has left it, another entry does not say that it begins, and a switch takes it for a room one is in; in the model one is not in it',
    matches: ({ realNext, modelNext, realSeen }) => {
      const hasFailed = (roomID: unknown): boolean =>
        realSeen.some(
          (one) => isRoom(one) && one.data.roomID === roomID && ENTRY_FAILED.has(Number(one.data.event)),
        );
      if (isRoom(realNext) && hasFailed(realNext.data.roomID) && isReconnectedOrLeft(realNext)) return true;
      if (isRoom(modelNext) && modelNext.data.state === 1) return hasFailed(modelNext.data.roomID);
      return (
        isSettle(modelNext, 'switchRoom', ZIMErrorCode.CommonModuleParamsInvalid) &&
        (isRoom(realNext) || isSettled(realNext, 'switchRoom'))
      );
    },
    takes: ({ realNext, modelNext }) => {
      if (isRoom(realNext) && (isReconnectedOrLeft(realNext) || !isRoom(modelNext))) return 'only real';
      return isRoom(modelNext) ? 'only model' : 'other';
    },
  },
  {
    id: 'data-waits',
    why: 'what reads the data of the user waits until it is open, 4 ms after the first login on a page; the model answers at once',
    takes: ({ modelNext, realAll, realNext, modelSeen }) =>
      modelNext?.kind === 'settle' && settlesLater(modelNext, realAll) && !isOverdue(realNext, modelSeen)
        ? 'only model'
        : 'only real',
    matches: ({ modelNext, realAll, realNext, modelSeen }) =>
      (modelNext?.kind === 'settle' && settlesLater(modelNext, realAll)) || isOverdue(realNext, modelSeen),
  },
  {
    id: 'renewals-too-fast',
    why: 'the real one refuses a second renewToken within half a second with 6000004, whatever became of the first; the model does so while one is pending',
    takes: 'other',
    matches: ({ kind, realNext }) =>
      kind === 'other' && isSettle(realNext, 'renewToken', ZIMErrorCode.CommonModuleTriggerSDKFrequencyLimit),
  },
  {
    id: 'logout-inside',
    why: 'a logout from inside of a listener for a room that is being entered: the real one says that the room is left, and the entry fails with a TypeError',
    takes: 'parts',
    matches: ({ given, realNext }) =>
      callsFromInside(given, 'logout') &&
      isRoom(realNext) &&
      realNext.data.state === 0 &&
      realNext.data.event === 0,
  },
  {
    id: 'hint-in-attempt',
    why: 'when the page becomes visible or online the real one gives up an attempt that has hung for a while, or says once more that it reconnects and tries a tenth of a second later; the model lets the platform end the one, and makes the other at once',
    takes: 'parts',
    matches: ({ given, realNext }) => {
      let atMs = 0;
      const hints = given.steps.filter((step) => {
        atMs += step.afterMs;
        return (step.do === 'visible' || step.do === 'online') && atMs === realNext?.atMs;
      });
      return hints.length > 0 && isConnection(realNext, 3, 3);
    },
  },
  {
    id: 'room-inside',
    why: 'a room that is entered from inside of a listener, while a login is under way, fails before the login says CONNECTED in the model, and after it in the real one',
    takes: 'parts',
    matches: ({ given, realNext, modelNext }) =>
      given.steps.some(
        (step) => step.do === 'on' && step.listening.how === 'again' && /Room$/.test(step.listening.name),
      ) &&
      isConnection(realNext, 2, 0) &&
      isRoom(modelNext),
  },
  {
    id: 'error-text',
    why: "the text before 'Network error.' names a request, and of some calls it depends on their arguments; the codes are the same",
    takes: 'other',
    matches: ({ kind, realNext, modelNext }) =>
      kind === 'other' &&
      realNext?.kind === 'settle' &&
      modelNext?.kind === 'settle' &&
      realNext.error?.code === ZIMErrorCode.NetworkModuleNetworkError &&
      modelNext.error?.code === ZIMErrorCode.NetworkModuleNetworkError,
  },
  {
    id: 'server-messages',
    why: 'where messages on the server are to be deleted as well, the real one asks it and fails without a network; the model deletes what the device has',
    takes: 'other',
    matches: ({ kind, realNext, modelNext }) =>
      kind === 'other' &&
      isSettle(realNext, 'deleteAllConversationMessages', ZIMErrorCode.NetworkModuleNetworkError) &&
      isSettled(modelNext, 'deleteAllConversationMessages'),
  },
  {
    id: 'late-warning',
    why: 'finding: a warning that is late, because the device slept or its clock was set, still says that 30 s are left; the model says how many',
    takes: 'other',
    matches: ({ kind, realNext, modelNext }) =>
      kind === 'other' &&
      realNext?.kind === 'event' &&
      realNext.name === 'tokenWillExpire' &&
      realNext.data.second === WARNED_S &&
      modelNext?.kind === 'event' &&
      modelNext.name === 'tokenWillExpire',
  },
  {
    id: 'upload-log',
    takes: (parting) => settleOrReal(parting, 'uploadLog'),
    why: 'the model has no log: the real one resolves 20 ms later, with or without a session',
    matches: ({ realNext, modelNext }) =>
      (realNext?.kind === 'settle' && realNext.name === 'uploadLog') ||
      (modelNext?.kind === 'settle' && modelNext.name === 'uploadLog'),
  },
  {
    id: 'empty-user',
    why: 'the real one does not refuse an empty user ID, and the server would; the model refuses it at once',
    takes: 'parts',
    matches: ({ modelNext }) => isSettle(modelNext, 'login', ZIMErrorCode.CommonModuleParamsInvalid),
  },
  {
    id: 'not-modelled',
    why: 'the model does not have the call: without a network it fails as the real one does, and what the real one answers from the device, or finds wrong with arguments, it does not know',
    takes: ({ kind }) => (kind === 'other' ? 'other' : 'parts'),
    matches: ({ kind, realNext, modelNext }) => {
      if (modelNext?.kind !== 'settle' || isModelled(modelNext.name) || modelNext.error === undefined)
        return false;
      if (modelNext.error.message.endsWith(NOT_MODELLED)) return true;
      if (kind !== 'other' || realNext?.kind !== 'settle') return false;
      const isRefused = realNext.error?.code === ZIMErrorCode.CommonModuleParamsInvalid;
      return modelNext.error.code === ZIMErrorCode.NetworkModuleNetworkError && (realNext.ok || isRefused);
    },
  },
  {
    id: 'arguments',
    why: 'both refuse a wrong argument, or only one of them looks at it: the model checks what the declarations and the documentation say, the real one more here and less there',
    // A call that one of them takes tells of what it did.
    takes: ({ kind }) => (kind === 'other' ? 'other' : 'parts'),
    matches: ({ kind, realNext, modelNext }) => {
      if (realNext?.kind !== 'settle' || realNext.name === 'login' || !isModelled(realNext.name))
        return false;
      const code = ZIMErrorCode.CommonModuleParamsInvalid;
      if (kind !== 'other') return realNext.error?.code === code && modelNext?.atMs === realNext.atMs;
      if (modelNext?.kind !== 'settle') return false;
      return realNext.error?.code === code || modelNext.error?.code === code;
    },
  },
];

const ENTRY_FAILED: ReadonlySet<number> = new Set([5, 7, 12]);

/** The deviation that explains a difference. */
export function deviationOf(parting: Parting): Deviation | undefined {
  return DEVIATIONS.find(({ matches }) => matches(parting));
}

/** Nothing of the kind happens in the real one at that time. */
function isAlone(socket: Observation, seen: readonly Observation[], next: Observation | undefined): boolean {
  return next?.kind !== 'socket' || next.atMs !== socket.atMs || seen.length === 0;
}

/** The model closes its socket in the logout, the real one does not. */
function isClosedByLogout({ realNext, modelNext, modelAll }: Parting): boolean {
  if (modelNext?.kind !== 'socket' || modelNext.phase !== 'closed') return false;
  return (
    (isConnection(realNext, 0, 0) && realNext?.atMs === modelNext.atMs) ||
    modelAll.some((one) => isSettled(one, 'logout', modelNext.atMs))
  );
}

/** What becomes of a socket that a logout has left: its own end is passed over, attempts after it are another run. */
function leftByLogout({ realNext, realSeen, modelSeen }: Parting): Takes | undefined {
  const logoutAt = realSeen.findLastIndex((one) => isSettled(one, 'logout') || isConnection(one, 0, 0));
  if (logoutAt < 0 || realNext === undefined) return undefined;
  const begun = new Set<number>();
  for (const one of realSeen.slice(0, logoutAt)) {
    if (one.kind !== 'socket') continue;
    if (one.phase === 'failed' || one.phase === 'closed') begun.delete(one.socket);
    else begun.add(one.socket);
  }
  const isEnd = (one: Observation): boolean =>
    one.kind === 'socket' && one.phase !== 'connecting' && begun.has(one.socket);
  const endsNow =
    isEnd(realNext) || realSeen.slice(logoutAt).some((one) => isEnd(one) && one.atMs === realNext.atMs);
  if (realNext.kind === 'socket' && realNext.phase !== 'connecting') return endsNow ? 'only real' : undefined;
  if (isConnection(realNext, 0, 2)) return 'only real';
  if (isConnection(realNext, 3, 3)) return endsNow ? 'parts' : undefined;
  // Attempts go on although nobody is logged in.
  const isOut =
    lastConnection(modelSeen) === 0 &&
    !modelSeen
      .slice(modelSeen.findLastIndex((one) => isConnection(one, 0, 0)))
      .some((one) => one.kind === 'socket');
  return realNext.kind === 'socket' && isOut ? 'parts' : undefined;
}

/** The failed login of the model, where it is its turn. */
function failedOrReal({ kind, modelNext }: Parting): Takes {
  if (kind === 'other') return 'other';
  const isFailed = isSettle(modelNext, 'login', ZIMErrorCode.NetworkModuleTokenExpired);
  return isFailed ? 'only model' : 'only real';
}

/** A login that waits together with one whose token is over resolves with it. */
function isOfAnother({ kind, realNext, modelAll }: Parting): boolean {
  if (kind === 'only model' || realNext?.kind !== 'settle') return false;
  return !modelAll.some(
    (one) =>
      isSettle(one, 'login', ZIMErrorCode.NetworkModuleTokenExpired) &&
      one.kind === 'settle' &&
      one.id === realNext.id,
  );
}

/** The settlement of the model, where it is its turn; both, where both have one; the real one's otherwise. */
function settleOrReal({ kind, modelNext }: Parting, name: string): Takes {
  if (kind === 'other') return 'other';
  return isSettled(modelNext, name) ? 'only model' : 'only real';
}

/** The real one settles the same call when the data is open. */
function settlesLater(one: SettleObservation, real: readonly Observation[]): boolean {
  if (one.name === 'login') return false;
  return real.some(
    (other) =>
      other.kind === 'settle' &&
      other.id === one.id &&
      other.atMs > one.atMs &&
      other.atMs - one.atMs <= LOCAL_DATA_MS,
  );
}

function isOverdue(one: Observation | undefined, model: readonly Observation[]): boolean {
  if (one?.kind !== 'settle' || one.name === 'login') return false;
  return model.some(
    (other) =>
      other.kind === 'settle' &&
      other.id === one.id &&
      one.atMs > other.atMs &&
      one.atMs - other.atMs <= LOCAL_DATA_MS,
  );
}

/** What is passed over because of it. */
export function takenBy({ takes }: Deviation, parting: Parting): Takes {
  return (typeof takes === 'function' ? takes(parting) : takes) ?? parting.kind;
}
