// What the words on a screen say, as far as rules have to understand them. Apps speak as they like, so a rule takes
// what it cannot read for something else, and blames only what is plainly wrong.

const OFFLINE =
  /reconnect|connecting|offline|network|no internet|(lost|no) connection|connection (was |is )?lost/i;
/** Back again, or about a room. */
const NOT_NOW = /reconnected|back online|\broom\b|too long/i;
const FAILED = /fail|not sent|not delivered|undelivered|could ?n[o']t|retry|try again|error/i;
const KICK = /kick|other device|another device|elsewhere/i;
const EXPIRY = /expire|token|timed out|session(?! (was |has |has been |is )?(ended|closed|over|taken))/i;

/** It says that the app is not connected at the moment. */
export function saysOffline(what: string): boolean {
  return OFFLINE.test(what) && !NOT_NOW.test(what) && !FAILED.test(what);
}

/** It says that something did not work. */
export function saysFailed(what: string): boolean {
  return FAILED.test(what);
}

/** It says that another device, or somebody, has thrown the user out, or that the time of the token is over. */
export function kindOfEnd(what: string): 'kick' | 'expiry' | undefined {
  if (KICK.test(what)) return 'kick';
  return EXPIRY.test(what) ? 'expiry' : undefined;
}
