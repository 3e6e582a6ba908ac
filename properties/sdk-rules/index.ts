// The rules for the SDK itself, as far as they can be seen where its servers cannot be reached.
import type { Property } from '../../sim/check/property.js';
import { contractProperties } from '../index.js';
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

/** Everything that is asked of a run of the SDK: these, and the rows of the contract that need no look into the backend. */
export const judgedOnSdk: readonly Property[] = [
  ...sdkRules,
  ...contractProperties.filter(({ whitebox }) => whitebox !== true),
];
