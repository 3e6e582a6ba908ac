import type { Property } from '../../sim/check/property.js';
export const appRules: readonly Property[] = [];
