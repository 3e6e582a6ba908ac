// Where the model is known to differ from the real package, and why. What is not here is a mistake of one of them.
import type { Observation } from '../check/observation.js';
import { ZIMErrorCode } from '../zim/error-codes.js';
import { OWN_ERROR } from './boot.js';
import type { Parting } from './compare.js';
import { isModelled, NOT_MODELLED } from '../models/client/step.js';

/** A documented difference; `docs/fidelity.md` has the same ids. */
export interface Deviation {
  readonly id: string;
  readonly why: string;
  /**
   * What of it is passed over: the real one's observation, the model's, or both. `parts`: from here on they are two
   * different runs, and nothing that follows is compared. Left out: whatever the difference consists of.
   */
  readonly takes?: 'only real' | 'only model' | 'other' | 'parts';
  readonly matches: (parting: Parting) => boolean;
}

/** The silence after which the model gives up a socket, and its facts' other numbers (the defaults). */
const SILENT_SOCKET_MS = 10_000;
const LOCAL_DATA_MS = 4;

export const DEVIATIONS: readonly Deviation[] = [
  {
    id: 'silent-socket',
    why: 'finding: on a socket that opens and stays silent the real one stops trying, without a word; the model gives the socket up after 10 s, since the contract says that attempts go on',
    takes: 'parts',
    matches: ({ modelNext, modelSeen }) => {
      if (modelNext?.kind !== 'socket' || modelNext.phase !== 'closed') return false;
      const opened = modelSeen.find((one) => one.kind === 'socket' && one.phase === 'opened' && one.socket === modelNext.socket);
      return opened !== undefined && modelNext.atMs - opened.atMs === SILENT_SOCKET_MS;
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
        (step) => step.do === 'on' && step.listening.how === 'throw' && last?.kind === 'event' && step.event === last.name,
      );
    },
  },
  {
    id: 'connecting',
    why: 'CONNECTING is documented for logins; the real one does not say it as long as no server answers, the model says it when the socket of a first login opens',
    takes: 'only model',
    matches: ({ modelNext, modelSeen }) => {
      const last = modelSeen.at(-1);
      return isConnection(modelNext, 1, 1) && last?.kind === 'socket' && last.phase === 'opened' && last.atMs === modelNext?.atMs;
    },
  },
  {
    id: 'uncaught-errors',
    why: 'finding: errors that nobody caught come out of the real one, which the app cannot prevent',
    takes: 'only real',
    matches: ({ realNext }) => realNext?.kind === 'error' && (realNext.source === 'uncaught' || realNext.source === 'rejection'),
  },
  {
    id: 'errors-without-code',
    why: 'finding: odd arguments, or a destroyed SDK, make calls fail with a TypeError that has no code; the model gives the code of the contract or accepts them',
    takes: 'other',
    matches: ({ kind, realNext }) => kind === 'other' && realNext?.kind === 'settle' && Number.isNaN(realNext.error?.code),
  },
  {
    id: 'expired-at-login',
    why: 'finding: an offline login with a token that is over says CONNECTED and resolves after it has said TOKEN_EXPIRED, and no login is possible any more; in the model it fails, and the next one is like any other',
    matches: ({ realNext, modelNext, realSeen }) => {
      const expired = realSeen.findLast((one) => isConnection(one, 0, 5));
      if (expired === undefined) return false;
      const inLogin = (one: Observation | undefined): boolean => one !== undefined && one.atMs >= expired.atMs && one.atMs - expired.atMs <= LOCAL_DATA_MS;
      return (isConnection(realNext, 2, 0) && inLogin(realNext)) || (isSettle(modelNext, 'login', ZIMErrorCode.NetworkModuleTokenExpired) && inLogin(modelNext)) || (realNext?.kind === 'settle' && realNext.name === 'login' && realNext.ok && inLogin(realNext));
    },
  },
  {
    id: 'not-modelled',
    why: 'the model does not have the call: without a network it fails as the real one does, and what the real one answers from the device, or finds wrong with arguments, it does not know',
    takes: 'other',
    matches: ({ kind, realNext, modelNext }) =>
      kind === 'other' && realNext?.kind === 'settle' && modelNext?.kind === 'settle' && !isModelled(realNext.name) &&
      (modelNext.error?.message.endsWith(NOT_MODELLED) === true || modelNext.error?.code === ZIMErrorCode.NetworkModuleNetworkError) &&
      (realNext.ok || realNext.error?.code === ZIMErrorCode.CommonModuleParamsInvalid || modelNext.error.message.endsWith(NOT_MODELLED)),
  },
  {
    id: 'arguments',
    why: 'both refuse a wrong argument, or only one of them looks at it: the model checks what the declarations and the documentation say, the real one more here and less there',
    takes: 'other',
    matches: ({ kind, realNext, modelNext }) =>
      kind === 'other' && realNext?.kind === 'settle' && modelNext?.kind === 'settle' && realNext.name !== 'login' && isModelled(realNext.name) &&
      (realNext.error?.code === ZIMErrorCode.CommonModuleParamsInvalid || modelNext.error?.code === ZIMErrorCode.CommonModuleParamsInvalid),
  },
];

/** The deviation that explains a difference. */
export function deviationOf(parting: Parting): Deviation | undefined {
  return DEVIATIONS.find(({ matches }) => matches(parting));
}

function isConnection(one: Observation | undefined, state: number, event: number): boolean {
  return one?.kind === 'event' && one.name === 'connectionStateChanged' && one.data.state === state && one.data.event === event;
}

function isSettle(one: Observation | undefined, name: string, code: number): boolean {
  return one?.kind === 'settle' && one.name === name && one.error?.code === code;
}
