// Reads what properties need from the arguments of the SDK's calls. Arguments come from apps, so nothing is taken for granted:
// what is not there is undefined.

/** What a `login` says. */
export interface LoginArgs {
  readonly userID: string | undefined;
  readonly token: string | undefined;
  readonly offline: boolean;
}

/** Reads `login(userID, config)` and the older `login(userInfo, token)`. */
export function loginOf(args: readonly unknown[]): LoginArgs {
  const [first, second] = args;
  const token = typeof second === 'string' ? second : textAt(second, 'token');
  return {
    userID: typeof first === 'string' ? first : textAt(first, 'userID'),
    // Without token authentication apps pass an empty one.
    token: token === '' ? undefined : token,
    offline: field(second, 'isOfflineLogin') === true,
  };
}

/** The token of `renewToken(token)`. */
export function tokenOfRenewal(args: readonly unknown[]): string | undefined {
  return typeof args[0] === 'string' ? args[0] : undefined;
}

/** The rooms that `createRoom`, `enterRoom`, `joinRoom` or `switchRoom` tries to get into. */
export function roomEntered(name: string, args: readonly unknown[]): string | undefined {
  switch (name) {
    case 'joinRoom':
      return text(args[0]);
    case 'createRoom':
    case 'enterRoom':
      return textAt(args[0], 'roomID');
    case 'switchRoom':
      return textAt(args[1], 'roomID');
    default:
      return undefined;
  }
}

const ROOM_CONVERSATION = 1;

// Where a call that works on a room names it.
const ROOM_ARGUMENT: ReadonlyMap<string, number> = new Map([
  ['queryRoomMemberList', 0],
  ['queryRoomOnlineMemberCount', 0],
  ['queryRoomAllAttributes', 0],
  ['queryRoomMemberAttributesList', 0],
  ['queryRoomMembers', 1],
  ['queryRoomMembersAttributes', 1],
  ['setRoomAttributes', 1],
  ['deleteRoomAttributes', 1],
  ['sendRoomMessage', 1],
  ['setRoomMembersAttributes', 2],
]);

/** The room in which a query or a message works; undefined for every other call. */
export function roomUsed(name: string, args: readonly unknown[]): string | undefined {
  if (name === 'sendMessage') return args[2] === ROOM_CONVERSATION ? text(args[1]) : undefined;
  const at = ROOM_ARGUMENT.get(name);
  return at === undefined ? undefined : text(args[at]);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textAt(value: unknown, name: string): string | undefined {
  return text(field(value, name));
}
