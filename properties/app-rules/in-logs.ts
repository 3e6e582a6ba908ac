// What logs can say about the rules for apps: the one place for it. The rules themselves are the same as in tests.
import type { Property } from '../../sim/check/property.js';
import { appRules } from './index.js';

/** A rule that no log can show to be broken. */
export interface UnseenRule {
  readonly rule: string;
  readonly because: string;
}

/** What `zim-sim test` finds and `zim-sim check` cannot. */
export const RULES_WITHOUT_LOGS: readonly UnseenRule[] = [
  {
    rule: 'states-are-numbers',
    because: 'the comparison stands in the source, and what it leads to looks like something the app wants',
  },
];

/** They excuse an app whose own token server does not answer, so a log has to say when it does. */
export const TOKEN_SERVER_RULES: readonly string[] = ['token-is-renewed', 'renewal-is-tried-again'];

/** Rows that look broken when the backend does what no log shows. */
export const EXCUSED_BY_BACKEND: Readonly<Record<string, string>> = {
  T2: 'the backend may have revoked the token, which no log shows',
  T3: 'the backend may have revoked the token, which no log shows',
};

/** The marks without which a log says nothing about a rule. */
export function marksFor({ id, needs, on }: Pick<Property, 'id' | 'needs' | 'on'>): readonly string[] {
  const marks = (['user', 'ui'] as const).filter((kind) => needs.includes(kind) || on.includes(kind));
  return TOKEN_SERVER_RULES.includes(id) ? [...marks, 'token'] : marks;
}

/** The rules that logs are judged by, without their goals. */
export const rulesInLogs: readonly Property[] = appRules.filter(({ goalOf }) => goalOf === undefined);
