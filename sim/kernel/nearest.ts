// "Did you mean …?": the names that are spelled most like a text.
import leven from 'leven';

/**
 * The known names nearest to a text, best first. Names that contain the text or start like it come before ones that
 * only have few letters changed, because people type the word that they remember.
 *
 * @param count at most so many; 3 unless told
 * @example nearestNames('hearbeat', ['heartbeatTimeoutMs', 'oneWayDelayMs'], 1) // ['heartbeatTimeoutMs']
 */
export function nearestNames(text: string, names: readonly string[], count = 3): readonly string[] {
  const wanted = text.toLowerCase();
  const distance = (name: string): number => {
    const known = name.toLowerCase();
    const whole = leven(known, wanted);
    // The beginning of a long name is compared too, or a short text is near to nothing but short names.
    const start = leven(known.slice(0, wanted.length), wanted) + 1;
    return wanted.length >= 3 && known.includes(wanted) ? Math.min(whole, 1) : Math.min(whole, start);
  };
  return [...names]
    .map((name) => ({ name, far: distance(name) }))
    .sort((left, right) => left.far - right.far)
    .slice(0, count)
    .map(({ name }) => name);
}

/**
 * Names as a sentence has them: `a, b or c`, each in quotes.
 *
 * @example quotedList(['held', 'violated']) // '"held" or "violated"'
 */
export function quotedList(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(name));
  if (quoted.length < 2) return quoted.join('');
  return `${quoted.slice(0, -1).join(', ')} or ${quoted[quoted.length - 1]}`;
}
