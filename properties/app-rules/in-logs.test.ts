import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  EXCUSED_BY_BACKEND,
  marksFor,
  RULES_WITHOUT_LOGS,
  rulesInLogs,
  TOKEN_SERVER_RULES,
} from './in-logs.js';

const guide = readFileSync(new URL('../../docs/log-format.md', import.meta.url), 'utf8');

it('the guide lists what no log shows', () => {
  for (const { rule, because } of RULES_WITHOUT_LOGS) expect(guide).toContain(`| ${rule} | ${because} |`);
  for (const [id, because] of Object.entries(EXCUSED_BY_BACKEND))
    expect(guide).toContain(`| ${id} | ${because} |`);
});

it('rules about tokens ask for marks of tokens, those about people and screens for theirs', () => {
  const ids = rulesInLogs.map(({ id }) => id);
  for (const id of TOKEN_SERVER_RULES) expect(ids).toContain(id);
  const marks = Object.fromEntries(rulesInLogs.map((rule) => [rule.id, marksFor(rule)]));
  expect(marks['token-is-renewed']).toEqual(['token']);
  expect(marks['no-login-after-special-event']).toEqual(['user']);
  expect(marks['lost-room-is-handled']).toEqual(['user', 'ui']);
  expect(marks['no-login-while-reconnecting']).toEqual([]);
});
