// Calls that are going on, as records. calls.ts changes them, and call-events.ts when time is up.

/** A user of a call: its caller, or somebody who was invited or joined. */
export interface CallUserRecord {
  readonly userID: string;
  /** Of ZIMCallUserState. */
  state: number;
  /** What the user gave with its last step in the call. */
  extendedData: string;
  /** Who invited the user; the caller is its own. */
  readonly inviter: string;
  /** The invitations that were sent together run out together. */
  readonly batch: number;
  /** By the wall clock; 0 before. */
  acceptTime: number;
  /** The devices that have said that they have the invitation. */
  receivedBy: string[];
  /** Whose states changed while the user had no device online. */
  missed: string[];
}

/** When it ends it is only remembered (assumed): then nobody can accept, join or quit it any more. */
export interface CallRecord {
  readonly callID: string;
  /** Counts all calls, so that a list of them can go on where it was left. */
  readonly number: number;
  readonly caller: string;
  /** Of ZIMCallInvitationMode. */
  readonly mode: number;
  readonly timeoutS: number;
  readonly extendedData: string;
  readonly createTime: number;
  /** By user ID, in the order of their invitations. */
  readonly users: Map<string, CallUserRecord>;
  batches: number;
  /** By the wall clock; 0 before. */
  endTime: number;
}
