// SHA-256 in few bytes: a recorder cannot wait for what browsers have, and mini programs have nothing. What is hashed, and
// why, is for redact.ts to decide.

const ROUNDS: number[] = [];
const START: number[] = [];

const firstBits = (root: number): number => (root * 4294967296) | 0;

// The constants are the first 32 bits behind the point of the cube roots and square roots of the first primes.
for (let prime = 2; prime < 312; prime++) {
  let factor = 2;
  while (prime % factor) factor++;
  if (factor === prime) {
    let root = prime;
    for (let step = 60; step--; ) root -= (root - prime / root / root) / 3;
    START.push(firstBits(Math.sqrt(prime)));
    ROUNDS.push(firstBits(root));
  }
}

/** Rotated right by one number of bits, or by two and the results combined. */
const turned = (word: number, by: number, also?: number): number =>
  ((word >>> by) | (word << (32 - by))) ^ (also ? turned(word, also) : 0);

/**
 * The first 16 hexadecimal digits of the SHA-256 of a text in UTF-8.
 *
 * @throws URIError when there is half a character in it
 * @example hash('abc') // 'ba7816bf8f01cfea'
 */
export const hash = (text: string): string => {
  const bytes = `${unescape(encodeURIComponent(text))}\x80`;
  const { length } = bytes;
  const words: number[] = [];
  // What is not there yet counts as 0.
  for (let at = 0; at < length; at++) words[at >> 2]! |= bytes.charCodeAt(at) << (24 - 8 * (at % 4));
  words[((length + 71) >> 6) * 16 - 1] = length * 8 - 8;
  let sum = START;
  for (let from = 0; from < words.length; from += 16) {
    const w: number[] = [];
    let now = sum;
    for (let i = 0; i < 64; i++) {
      const [a, b, c, d, e, f, g, h] = now as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      w[i] =
        (i < 16
          ? words[from + i]!
          : w[i - 16]! + w[i - 7]! + (turned(x, 7, 18) ^ (x >>> 3)) + (turned(y, 17, 19) ^ (y >>> 10))) | 0;
      const first = h + (turned(e, 6, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i]! + w[i]!;
      const second = (turned(a, 2, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      now = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    sum = now.map((word, index) => (word + sum[index]!) | 0);
  }
  return sum
    .slice(0, 2)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');
};
