// What an administrator, or a fault schedule, can tell the backend to do: plain data. admin.ts does it.

/** A command about something that does not exist does nothing, since schedules are drawn and shrunk. */
export type AdminCommand =
  /** Ends the user's session on one device, or on all of them, as another login would. */
  | { readonly kind: 'kickUser'; readonly userID: string; readonly deviceID?: string }
  /** Ends the user's sessions as expired. Tokens issued in an earlier second are refused from now on. */
  | { readonly kind: 'revokeToken'; readonly userID: string }
  /** Another device of the user, which speaks to nobody, logs in as the latest, and out again. */
  | { readonly kind: 'loginElsewhere' | 'logoutElsewhere'; readonly userID: string }
  /** Ends the user's sessions; nobody logs in under this ID again. */
  | { readonly kind: 'unregister'; readonly userID: string }
  /** The room is kept until its first members have come and gone; a restart with memory starts its delay. */
  | {
      readonly kind: 'createRoom';
      readonly roomID: string;
      readonly roomName?: string;
      /** Seconds. */
      readonly roomDestroyDelayTime?: number;
    }
  | { readonly kind: 'deleteRoom'; readonly roomID: string }
  | { readonly kind: 'kickMember'; readonly roomID: string; readonly userID: string }
  /** The membership ends as if its timeout had run out. */
  | { readonly kind: 'timeOutMember'; readonly roomID: string; readonly userID: string }
  /**
   * T1 questions, about one room or any, are answered so and made true first: the room is deleted, the membership
   * runs out or is taken away. For the next `times` questions, or all from now on. `actual` drops these rules.
   */
  | {
      readonly kind: 'answerResume';
      readonly outcome: 'other' | 'timeout' | 'notExist' | 'actual';
      readonly roomID?: string;
      readonly times?: number;
    }
  /** Its members are told that they are out. */
  | { readonly kind: 'dismissGroup'; readonly groupID: string }
  /**
   * All connections are gone; the world closes them. With memory, sessions are offline at once and the timeouts of
   * members and empty rooms run from now. Without it sessions, rooms, memberships and calls are gone, and so is the memory
   * of kicks and timeouts. What is on disk stays either way: users, devices, inboxes, groups.
   */
  | { readonly kind: 'restart'; readonly keepMemory: boolean }
  /** The connections that stand now are closed one after the other, in the order of acceptance, evenly over this time. */
  | { readonly kind: 'deploy'; readonly overMs: number };
