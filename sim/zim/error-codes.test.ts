import { describe, expect, it } from 'vitest';
import { errorNameOf, errorOf, ZIMErrorCode } from './error-codes.js';
import { ERROR_NOTES, errorNoteOf } from './error-notes.js';

describe('errorOf', () => {
  it('makes a plain object, not an Error', () => {
    const error = errorOf(
      ZIMErrorCode.NetworkModuleUserIsNotLogged,
      'API.sendMessage: Not logged with call.',
    );
    expect(error).toStrictEqual({ code: 6000121, message: 'API.sendMessage: Not logged with call.' });
    expect(error).not.toBeInstanceOf(Error);
  });
});

describe('errorNameOf', () => {
  it("gives the SDK's name of a code", () => {
    expect(errorNameOf(6000121)).toBe('NetworkModuleUserIsNotLogged');
    expect(errorNameOf(6000999)).toBeUndefined();
  });
});

describe('the notes', () => {
  it('explain every code that the contract speaks of, once', () => {
    const spokenOf = [
      6000001, 6000002, 6000003, 6000004, 6000005, 6000007, 6000103, 6000104, 6000105, 6000106, 6000107,
      6000108, 6000111, 6000121, 6000123, 6000203, 6000320, 6000321, 6000322, 6000323, 6000324, 6000325,
      6000326,
    ];
    for (const code of spokenOf) expect(errorNoteOf(code)?.advice, String(code)).toBeTruthy();
    expect(new Set(ERROR_NOTES.map((note) => note.code)).size).toBe(ERROR_NOTES.length);
    expect(errorNoteOf(1)).toBeUndefined();
  });
});
