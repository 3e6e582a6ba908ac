// Error codes with their names: nobody knows numbers of seven digits by heart.

import { errorNameOf } from '../sim/zim/error-codes.js';

/** `6000121 UserIsNotLogged`: the SDK's name without the module that it begins with; the number where it has none. */
export function codeText(code: number): string {
  const name = errorNameOf(code)?.replace(/^[A-Z][a-zA-Z]*?Module(?=[A-Z])/, '');
  return name === undefined ? String(code) : `${code} ${name}`;
}

/**
 * A sentence with the names of its codes.
 *
 * @example withCodeNames('Joining fails with 6000121.') // 'Joining fails with 6000121 (UserIsNotLogged).'
 */
export function withCodeNames(text: string): string {
  return text.replace(/\b6000\d{3}\b(?! \(?[A-Z])/g, (code) => {
    const [, name] = codeText(Number(code)).split(' ');
    return name === undefined ? code : `${code} (${name})`;
  });
}
