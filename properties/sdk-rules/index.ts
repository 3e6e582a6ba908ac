// The rules for the SDK itself, as far as they can be seen where its servers cannot be reached.
import type { Property } from '../../sim/check/property.js';
import { attemptsGoOn } from './attempts-go-on.js';
import { errorsAreReadable, noUncaughtErrors, statesAreLegal } from './legal.js';
import { promisesSettle } from './promises-settle.js';
import { nothingAfterDestroy, nothingAfterLogout, offIsOff } from './quiet.js';
import { toldOfOutage } from './told-of-outage.js';

/** Judged on every run of a script. */
export const sdkRules: readonly Property[] = [
  attemptsGoOn,
  toldOfOutage,
  promisesSettle,
  noUncaughtErrors,
  errorsAreReadable,
  statesAreLegal,
  nothingAfterLogout,
  nothingAfterDestroy,
  offIsOff,
] as readonly Property[];
