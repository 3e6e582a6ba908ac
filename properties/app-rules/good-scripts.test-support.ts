// Drawn days of scripted apps that keep every rule: the drawn scripts, but with people who ask for what happens at a
// time of its own, who log out before they log in again, and with apps that renew until it works and show what failed.
import { renewsTokenUntilItWorks } from '../../scenarios/habits.js';
import type { Action, ReactionEntry, ScriptEntry, TimedEntry } from '../../sim/models/script.js';
import type { RunSpec } from '../../sim/runner/summary.js';
import { ZIMConversationType } from '../../sim/zim/enums.js';

/** The same run with apps that keep the rules. */
export function withGoodApps(spec: RunSpec): RunSpec {
  const { scenario } = spec;
  const made = new Map<string, number>();
  const script = scenario.script.flatMap((entry) => {
    if ('on' in entry) return reaction(entry);
    const call = entry.do.find(isAboutRoom);
    if (call === undefined || !('call' in call)) return [timed(entry)];
    // Nobody tries the same on rooms again and again, which might be away.
    const key = `${entry.device} ${call.call}`;
    const times = (made.get(key) ?? 0) + 1;
    made.set(key, times);
    return times > 2 ? [] : [timed(entry)];
  });
  return { ...spec, scenario: { ...scenario, script } };
}

function reaction(entry: ReactionEntry): readonly ScriptEntry[] {
  if (entry.on === 'tokenWillExpire') {
    return renewsTokenUntilItWorks(entry.device, { tries: 3, every: '8s' });
  }
  // What somebody asks for after a while finds the app in whatever state it is by then.
  return entry.do.some((action) => 'user' in action) ? [{ ...entry, do: entry.do.flatMap(asked) }] : [entry];
}

function timed(entry: TimedEntry): TimedEntry {
  return { ...entry, do: entry.do.flatMap(asked) };
}

function asked(action: Action): readonly Action[] {
  if (!('call' in action)) return [action];
  switch (action.call) {
    // A login finds no session that it could disturb.
    case 'login':
      return [{ user: 'logs in' }, { call: 'logout' }, action];
    case 'sendMessage':
      return [{ user: 'sends' }, { ...action, onError: [{ remind: 'not sent' }] }];
    case 'create':
    case 'destroy':
      return [action];
    default:
      return [{ user: action.call }, action];
  }
}

const ROOM_CALLS: readonly string[] = ['enterRoom', 'leaveRoom', 'queryRoomMemberList'];

function isAboutRoom(action: Action): boolean {
  if (!('call' in action)) return false;
  if (action.call === 'sendMessage') return action.args?.[2] === ZIMConversationType.Room;
  return ROOM_CALLS.includes(action.call);
}
