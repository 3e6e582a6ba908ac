// `zim-sim/zim`: the drop-in for `zego-zim-web`, by its own name. Inside `zim-sim test` it is what apps get when they
// import the package; elsewhere there is nobody who could carry its calls, which `create` says.
// The declarations are ours and wide: whatever type-checks against the package type-checks here. Where a type matters
// for what zim-sim models, it is exact.

import type { SDK_EVENTS, SDK_METHODS } from '../zim/sdk-names.js';
import { moduleExports } from './exports.js';
import { ZIM_SURFACE } from './surface.js';
import { createZimClass } from './zim-class.js';

export {
  ZIMConnectionEvent,
  ZIMConnectionState,
  ZIMConversationEvent,
  ZIMConversationSyncState,
  ZIMConversationType,
  ZIMGroupEvent,
  ZIMGroupMemberEvent,
  ZIMGroupMemberState,
  ZIMGroupState,
  ZIMMessageDirection,
  ZIMMessageOrder,
  ZIMMessagePriority,
  ZIMMessageSentStatus,
  ZIMMessageType,
  ZIMRoomAttributesUpdateAction,
  ZIMRoomEvent,
  ZIMRoomMemberAttributesUpdateAction,
  ZIMRoomState,
} from '../zim/enums.js';
export * from '../zim/enums-other.js';

// biome-ignore lint/suspicious/noExplicitAny: what the package declares in detail, apps may pass and read as they do
type Anything = any;

/** What the listeners of the events get whose data zim-sim models exactly. */
export interface ZIMEventData {
  readonly connectionStateChanged: { state: number; event: number; extendedData: string };
  readonly roomStateChanged: { roomID: string; state: number; event: number; extendedData: string };
  readonly tokenWillExpire: { second: number };
  readonly error: { code: number; message: string };
}

type DataOf<Event> = Event extends keyof ZIMEventData ? ZIMEventData[Event] : Anything;

type Methods = {
  [Name in Exclude<keyof typeof SDK_METHODS, 'on' | 'off' | 'logout' | 'destroy' | 'setLogConfig'>]: (
    ...args: Anything[]
  ) => Promise<Anything>;
};

/** An instance, of which there is one at a time. */
export interface ZIM extends Omit<Methods, 'beginRoomAttributesBatchOperation' | 'login' | 'renewToken'> {
  on<Event extends keyof typeof SDK_EVENTS>(
    event: Event,
    listener: (zim: ZIM, data: DataOf<Event>) => void,
  ): void;
  off(event: keyof typeof SDK_EVENTS): void;
  /** `login(userID, config)`, or as before 2.13 `login(userInfo, token)`. */
  login(user: string | Anything, config: Anything): Promise<void>;
  logout(...args: Anything[]): void;
  renewToken(token: string): Promise<Anything>;
  beginRoomAttributesBatchOperation(...args: Anything[]): void;
  setLogConfig(config: Anything): void;
  destroy(): void;
}

/** The class itself. */
export interface ZIMConstructor {
  /** The instance, or null when there is one already. Throws for an appID that is none. */
  create(config: number | { appID: number; appSign?: string }): ZIM | null;
  getInstance(): ZIM | null;
  getVersion(): string;
  setAdvancedConfig(key: string, value: string): void;
  setGeofencingConfig(areas: readonly number[], type: number): boolean;
}

interface Registry {
  readonly zim: Readonly<Record<string, unknown>>;
}

/** Where the sandbox leaves the drop-in of a device. */
const REGISTRY: symbol = Symbol.for('zim-sim.realm');

function exported(): Readonly<Record<string, unknown>> {
  const registry = Reflect.get(globalThis, REGISTRY) as Registry | undefined;
  if (registry !== undefined) return registry.zim;
  const { ZIM: local } = createZimClass(
    {
      call: () => {
        throw new Error('zim-sim/zim works in apps that run under zim-sim: npx zim-sim test <your app>');
      },
      listenerFailed: (_event, error) => {
        throw error;
      },
    },
    ZIM_SURFACE,
  );
  return moduleExports(local, ZIM_SURFACE);
}

/** @example const zim = ZIM.create({ appID: 1234567890 }); */
export const ZIM: ZIMConstructor = exported().ZIM as ZIMConstructor;

export { ZIM as default };
