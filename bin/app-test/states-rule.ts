// The one rule that no property asks: it is found in the source of an app and shown by a twin run.

export const STATES_RULE = 'states-are-numbers';

export const STATES_TITLE = 'States are compared with numbers that they can be.';

export const STATES_ADVICE =
  'Compare with ZIMConnectionState and ZIMRoomState: state === ZIMConnectionState.Connected.';
