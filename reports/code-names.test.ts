import { expect, it } from 'vitest';
import { codeText, withCodeNames } from './code-names.js';

it('a code has its name beside it, without the module', () => {
  expect(codeText(6_000_121)).toBe('6000121 UserIsNotLogged');
  expect(codeText(42)).toBe('42');
});

it('a sentence gets the names of its codes, once', () => {
  const named = 'It fails with 6000121 (UserIsNotLogged), and 6000999.';
  expect(withCodeNames('It fails with 6000121, and 6000999.')).toBe(named);
  expect(withCodeNames(named)).toBe(named);
});
