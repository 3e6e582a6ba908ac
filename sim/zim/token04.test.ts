import { createCipheriv, createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkToken,
  mintToken,
  parseAfresh,
  parseToken,
  readTokenExpiry,
  type TokenRequest,
  tokenErrorOfClient,
} from './token04.js';

const SECRET = '0123456789abcdefFEDCBA9876543210';
const OTHER_SECRET = '0123456789abcdefFEDCBA9876543211';
const REQUEST: TokenRequest = {
  appID: 1_234_567_890,
  userID: 'alice',
  secret: SECRET,
  validForSeconds: 3600,
  issuedAtSeconds: 1_700_000_000,
  nonce: -77_231,
  iv: Uint8Array.from({ length: 16 }, (_, index) => 3 * index),
};
const EXPECTED = { secret: SECRET, appID: REQUEST.appID, userID: 'alice', nowSeconds: 1_700_000_100 };

// An implementation of its own, on Node's cryptography: the two must agree byte for byte.
function nodeToken(plain: string, expire: number, iv: Uint8Array, secret: string = SECRET): string {
  const cipher = createCipheriv('aes-256-cbc', secret, iv);
  const encrypted = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const head = Buffer.alloc(10);
  head.writeBigInt64BE(BigInt(expire), 0);
  head.writeUInt16BE(iv.length, 8);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(encrypted.length, 0);
  return `04${Buffer.concat([head, iv, length, encrypted]).toString('base64')}`;
}

function nodePlain(token: string): { expire: bigint; json: Record<string, unknown> } {
  const bytes = Buffer.from(token.slice(2), 'base64');
  const decipher = createDecipheriv('aes-256-cbc', SECRET, bytes.subarray(10, 26));
  expect(bytes.readUInt16BE(26)).toBe(bytes.length - 28);
  const plain = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
  return { expire: bytes.readBigInt64BE(0), json: JSON.parse(plain.toString('utf8')) };
}

const requests: fc.Arbitrary<TokenRequest> = fc.record({
  appID: fc.nat(),
  userID: fc.string({ unit: 'binary' }),
  secret: fc.stringMatching(/^[ -~]{32}$/),
  validForSeconds: fc.nat({ max: 10_000_000 }),
  issuedAtSeconds: fc.nat({ max: 20_000_000_000 }),
  nonce: fc.integer(),
  iv: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  payload: fc.string({ unit: 'binary', maxLength: 60 }),
});

describe('a minted token', () => {
  it('is the one that Node makes of the same contents', () => {
    const plain =
      '{"app_id":1234567890,"user_id":"alice","nonce":-77231,"ctime":1700000000,"expire":1700003600,"payload":""}';
    expect(mintToken(REQUEST)).toBe(nodeToken(plain, 1_700_003_600, REQUEST.iv));
  });

  it('stays the same for ever', () => {
    expect(mintToken(REQUEST)).toBe(
      '04AAAAAGVT/xAAEAADBgkMDxIVGBseISQnKi0AcHq+rtqlEwCRsvBfn2Mk5Hay9+hbpfOMZiBjPcPUVXaWk9jUOIqdl4aAo594Ma95KBiVA4GJzuzRgqs+dHbh8YUZHhYiUv/0ExNusRmiCJK6m4td6eLkF/hwiMWzxyJvx2wxFCUIqRj+Z/IxRR/gwEI=',
    );
  });

  it('is opened by Node', () => {
    expect(nodePlain(mintToken({ ...REQUEST, userID: 'zoë', payload: '{"room":"🚪"}' }))).toEqual({
      expire: 1_700_003_600n,
      json: {
        app_id: 1_234_567_890,
        user_id: 'zoë',
        nonce: -77_231,
        ctime: 1_700_000_000,
        expire: 1_700_003_600,
        payload: '{"room":"🚪"}',
      },
    });
  });

  it('says what was put into it', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const token = mintToken(request);
        const expireAtSeconds = request.issuedAtSeconds + request.validForSeconds;
        expect(readTokenExpiry(token)).toBe(expireAtSeconds);
        const contents = {
          appID: request.appID,
          userID: request.userID,
          nonce: request.nonce,
          issuedAtSeconds: request.issuedAtSeconds,
          expireAtSeconds,
          payload: request.payload,
        };
        // Once from the cipher, once from what is remembered of the minting.
        expect(parseAfresh(token, request.secret)).toEqual(contents);
        expect(parseToken(token, request.secret)).toEqual(contents);
      }),
    );
  });

  it('does not change its request, and can expire after 2106', () => {
    const token = mintToken(Object.freeze({ ...REQUEST, issuedAtSeconds: 5_000_000_000 }));
    expect(readTokenExpiry(token)).toBe(5_000_003_600);
    expect(nodePlain(token).expire).toBe(5_000_003_600n);
  });

  it('is refused for a secret, IV, time or payload that cannot be', () => {
    expect(() => mintToken({ ...REQUEST, secret: 'short' })).toThrow(/32 ASCII characters, got 5/);
    expect(() => mintToken({ ...REQUEST, secret: `${SECRET}x` })).toThrow(/32 ASCII characters, got 33/);
    expect(() => mintToken({ ...REQUEST, secret: SECRET.replace('0', 'é') })).toThrow(/32 ASCII/);
    expect(() => mintToken({ ...REQUEST, iv: new Uint8Array(15) })).toThrow(/16 bytes, got 15/);
    expect(() => mintToken({ ...REQUEST, issuedAtSeconds: 0.5 })).toThrow(/whole seconds/);
    expect(() => mintToken({ ...REQUEST, validForSeconds: -1_800_000_000 })).toThrow(/whole seconds/);
    expect(() => mintToken({ ...REQUEST, payload: 'x'.repeat(65_500) })).toThrow(/65535 bytes/);
  });
});

describe("a token of Node's", () => {
  it('is read, whatever the order of its contents', () => {
    const plain =
      '{"payload":"p","expire":1700003600,"ctime":1700000000,"nonce":5,"user_id":"bob","app_id":12}';
    const iv = Uint8Array.from({ length: 16 }, (_, index) => 255 - index);
    expect(parseToken(nodeToken(plain, 1_700_003_600, iv), SECRET)).toEqual({
      appID: 12,
      userID: 'bob',
      nonce: 5,
      issuedAtSeconds: 1_700_000_000,
      expireAtSeconds: 1_700_003_600,
      payload: 'p',
    });
  });

  it('is malformed when something is missing or of another type', () => {
    const whole = { app_id: 1, user_id: 'u', nonce: 2, ctime: 3, expire: 4, payload: '' };
    expect(parseToken(nodeToken(JSON.stringify(whole), 4, REQUEST.iv), SECRET)).toBeDefined();
    for (const key of Object.keys(whole)) {
      const without = JSON.stringify({ ...whole, [key]: undefined });
      expect(parseToken(nodeToken(without, 4, REQUEST.iv), SECRET), key).toBeUndefined();
      const wrong = JSON.stringify({ ...whole, [key]: [1] });
      expect(parseToken(nodeToken(wrong, 4, REQUEST.iv), SECRET), key).toBeUndefined();
    }
    for (const plain of ['null', '3', '"text"', '[]', '{', '']) {
      expect(parseToken(nodeToken(plain, 4, REQUEST.iv), SECRET), plain).toBeUndefined();
    }
  });

  it('cannot be made to live longer by its header', () => {
    const plain = JSON.stringify({ app_id: 1, user_id: 'u', nonce: 2, ctime: 3, expire: 400, payload: '' });
    const token = nodeToken(plain, 900, REQUEST.iv);
    expect(readTokenExpiry(token)).toBe(900);
    expect(parseToken(token, SECRET)).toBeUndefined();
  });
});

describe('checkToken', () => {
  const token = mintToken(REQUEST);
  const codeOf = (text: string, changes: Partial<typeof EXPECTED> = {}): number | undefined => {
    const verdict = checkToken(text, { ...EXPECTED, ...changes });
    return verdict.ok ? undefined : verdict.code;
  };

  it('takes a good token and says what is in it', () => {
    expect(checkToken(token, EXPECTED)).toEqual({
      ok: true,
      appID: 1_234_567_890,
      userID: 'alice',
      nonce: -77_231,
      issuedAtSeconds: 1_700_000_000,
      expireAtSeconds: 1_700_003_600,
      payload: '',
    });
  });

  it('takes a token until the second at which it expires', () => {
    expect(codeOf(token, { nowSeconds: 1_700_003_599.999 })).toBeUndefined();
    expect(codeOf(token, { nowSeconds: 1_700_003_600 })).toBe(6000106);
  });

  it('refuses a token that was cut off anywhere', () => {
    for (let length = 0; length < token.length; length++) {
      const cut = token.slice(0, length);
      expect(codeOf(cut), `length ${length}`).toBe(6000103);
      expect(readTokenExpiry(cut), `length ${length}`).toBeUndefined();
      expect(tokenErrorOfClient(cut)?.code, `length ${length}`).toBe(6000103);
    }
  });

  it('refuses or reads the same, whatever single character is changed', () => {
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.stringMatching(/^[ -~]$/), (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        const verdict = checkToken(changed, EXPECTED);
        // CBC is not authenticated: a changed IV can change the start of the text and leave it JSON.
        if (verdict.ok) expect(verdict.expireAtSeconds).toBe(1_700_003_600);
        else expect([6000103, 6000107]).toContain(verdict.code);
      }),
    );
  });

  it('refuses another version, secret, app and user', () => {
    expect(codeOf(`03${token.slice(2)}`)).toBe(6000107);
    expect(codeOf(`05${token.slice(2)}`)).toBe(6000103);
    expect(codeOf(token, { secret: OTHER_SECRET })).toBe(6000103);
    expect(codeOf(token, { appID: 1 })).toBe(6000103);
    expect(codeOf(token, { userID: 'bob' })).toBe(6000103);
    expect(codeOf(token, { userID: 'Alice' })).toBe(6000103);
  });

  it('refuses a validity under 30 s and over 24 days', () => {
    const validFor = (validForSeconds: number): number | undefined =>
      codeOf(mintToken({ ...REQUEST, validForSeconds }), { nowSeconds: REQUEST.issuedAtSeconds });
    expect(validFor(29)).toBe(6000108);
    expect(validFor(30)).toBeUndefined();
    expect(validFor(24 * 86_400)).toBeUndefined();
    expect(validFor(24 * 86_400 + 1)).toBe(6000103);
    expect(validFor(0)).toBe(6000106);
  });

  it('takes other bounds where a run has them', () => {
    const bounds = { minValiditySeconds: 3601, maxValiditySeconds: 3599 };
    expect(checkToken(token, { ...EXPECTED, minValiditySeconds: 3601 })).toMatchObject({ code: 6000108 });
    expect(checkToken(token, { ...EXPECTED, maxValiditySeconds: 3599 })).toMatchObject({ code: 6000103 });
    expect(checkToken(token, { ...EXPECTED, ...bounds })).toMatchObject({ code: 6000108 });
  });
});

describe('what the client refuses by itself', () => {
  it('is only the form', () => {
    expect(tokenErrorOfClient('')?.code).toBe(6000103);
    expect(tokenErrorOfClient('nonsense')?.code).toBe(6000103);
    expect(tokenErrorOfClient('03AAAA')?.code).toBe(6000103);
    expect(tokenErrorOfClient(`03${'A'.repeat(100)}`)?.code).toBe(6000107);
    expect(
      tokenErrorOfClient(mintToken({ ...REQUEST, issuedAtSeconds: 0, userID: 'somebody' })),
    ).toBeUndefined();
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', '03', '04'), (text, version) => {
        expect([6000103, 6000107]).toContain(tokenErrorOfClient(version + text)?.code);
        expect(parseToken(version + text, SECRET)).toBeUndefined();
      }),
    );
  });
});
