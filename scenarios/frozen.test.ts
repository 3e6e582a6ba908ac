import { expect, it } from 'vitest';
import { listScenarios } from '../index.js';

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

it('the scenarios that are handed out cannot be changed by anybody', () => {
  expect(listScenarios().length).toBeGreaterThan(0);
  expect(isDeeplyFrozen(listScenarios())).toBe(true);
});
