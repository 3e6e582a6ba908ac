// What the backend tells those who look inside it. The monitor's facts about the backend are these reports; they are
// declared here because models know nothing of the monitor.

/** One thing that the backend did or decided. */
export type BackendReport =
  | { readonly kind: 'sessionStarted' | 'sessionResumed'; readonly userID: string }
  | {
      readonly kind: 'sessionEnded';
      readonly userID: string;
      readonly reason: 'logout' | 'kickedOut' | 'tokenExpired' | 'unregistered';
    }
  | { readonly kind: 'sessionOffline'; readonly userID: string }
  /** It has started again, with or without what it knew of sessions and rooms. */
  | { readonly kind: 'restarted'; readonly keepMemory: boolean }
  /** The tokens that the user has had so far are worth nothing; said of each device. */
  | { readonly kind: 'tokensRevoked'; readonly userID: string }
  | { readonly kind: 'memberJoined'; readonly roomID: string; readonly userID: string }
  | {
      readonly kind: 'memberLeft';
      readonly roomID: string;
      readonly userID: string;
      readonly reason: LeaveReason;
    }
  | { readonly kind: 'roomCreated' | 'roomDestroyed'; readonly roomID: string }
  | {
      readonly kind: 'resumeAnswered';
      readonly roomID: string;
      readonly userID: string;
      readonly outcome: 'member' | 'timeout' | 'notExist' | 'other';
    };

/** Why a member is no longer in a room; `loggedOut` stands for every end of the session. */
export type LeaveReason = 'left' | 'timeout' | 'kicked' | 'deleted' | 'otherDevice' | 'loggedOut';
