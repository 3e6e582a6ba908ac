// Packages of our own that stand in the place of the SDK, each with one mistake or none: what a rule says of them is known.
import { Script } from 'node:vm';
import type { SdkAction, SdkCase, SdkStep } from './sdk-case.js';
import type { CompiledPackage } from './sdk-package.js';

/** What a stand-in does wrong. */
export type Mistake =
  | 'none'
  | 'gives up'
  | 'never settles'
  | 'throws later'
  | 'rejects later'
  | 'odd states'
  | 'plain text errors'
  | 'talks after destroy'
  | 'connects after logout'
  | 'ignores off'
  | 'calls old listeners'
  | 'busy for ever'
  | 'never rests'
  | 'suffers from wrong calls'
  | 'silent about outages';

const TEXT = `
const M = MISTAKE;
let instance = null;
class ZIM {
  static create() {
    if (instance !== null) return null;
    instance = new ZIM();
    if (M === 'throws later') setTimeout(() => { throw new TypeError('oops'); }, 10);
    if (M === 'rejects later') setTimeout(() => { Promise.reject({ code: 6000105, message: 'late' }); }, 10);
    if (M === 'never rests') { const again = () => setTimeout(again, 1); again(); }
    if (M === 'busy for ever') { const again = () => setTimeout(again, 0); for (let n = 0; n < 50; n++) again(); }
    return instance;
  }
  static getInstance() { return instance ?? undefined; }
  static getVersion() { return '2.29.0'; }
  listeners = new Map(); session = false; wrong = false; attempts = 0;
  on(event, listener) {
    if (typeof listener !== 'function') return;
    const before = M === 'calls old listeners' ? this.listeners.get(event) ?? [] : [];
    this.listeners.set(event, [...before, listener]);
  }
  off(event) { if (M !== 'ignores off') this.listeners.delete(event); }
  emit(event, data) { for (const listener of this.listeners.get(event) ?? []) { try { listener(this, data); } catch {} } }
  told(state, event) { this.emit('connectionStateChanged', { state, event, extendedData: '' }); }
  async login() {
    this.session = true;
    this.told(2, 0);
    this.connect();
    if (M === 'odd states') this.told(9, 0);
  }
  connect() {
    if (!this.session && M !== 'connects after logout') return;
    this.attempts += 1;
    const socket = new WebSocket('wss://nowhere.example/');
    socket.onclose = () => {
      if (!this.session && M !== 'connects after logout') return;
      if (M !== 'silent about outages') this.told(3, 3);
      if (M === 'gives up' && this.attempts > 2) return;
      setTimeout(() => this.connect(), this.attempts === 1 ? 1000 : 5000);
    };
  }
  logout() { this.session = false; this.told(0, 0); }
  destroy() {
    this.session = false;
    instance = null;
    if (M === 'talks after destroy') setTimeout(() => this.told(3, 3), 100);
  }
  async joinRoom(roomID) {
    if (!this.session) throw { code: 6000121, message: 'API.enterRoom: Not logged with call.' };
    if (roomID === null) { this.wrong = true; throw { code: 6000001, message: 'roomID' }; }
    if (M === 'plain text errors') throw 'no';
    if (M === 'never settles') await new Promise(() => {});
    if (M === 'suffers from wrong calls' && this.wrong) throw { code: 6000203, message: 'not in the room' };
    return {};
  }
}
module.exports = { ZIM };
`;

/** A package with a mistake. */
export function standIn(mistake: Mistake): CompiledPackage {
  const text = TEXT.replace('MISTAKE', JSON.stringify(mistake));
  const script = new Script(`(function(module,exports,require){${text}\n})`, { filename: 'stand-in' });
  return { name: 'stand-in', version: '2.29.0', file: mistake, script };
}

/** A step without a wait. */
export function now(action: SdkAction): SdkStep {
  return { afterMs: 0, ...action };
}

export function called(name: string, ...args: readonly (string | null)[]): SdkAction {
  return { do: 'call', name, args };
}

export const LOGIN: SdkAction = {
  do: 'call',
  name: 'login',
  args: ['alice', { userName: 'alice', token: { $token: 86_400 }, isOfflineLogin: true }],
};

export const HEAR: SdkAction = { do: 'on', event: 'connectionStateChanged', listening: { how: 'hear' } };

const CREATE: SdkAction = { do: 'create', args: [{ appID: 1_234_567_890 }] };

/** A script of an app that has begun well. */
export function scriptOf(steps: readonly SdkStep[], more: Partial<SdkCase> = {}): SdkCase {
  return {
    seed: 1,
    air: { kind: 'refused', ms: 20 },
    database: 'works',
    tailMs: 200_000,
    steps: [now(CREATE), now(HEAR), now(LOGIN), ...steps],
    ...more,
  };
}
