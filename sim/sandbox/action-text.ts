// What a user does, as it stands in scripts and stories: `login()`, `send("hi", "$peer")`, `click "Login"`.

/** One action: a function of the app, or `click` and `type` on what it shows. */
export interface UserAction {
  readonly name: string;
  readonly args: readonly unknown[];
}

/**
 * Reads an action.
 *
 * @returns undefined for words that are no action: the user does something that the app does not notice
 * @example readAction('send("hi")') // { name: 'send', args: ['hi'] }
 */
export function readAction(text: string): UserAction | undefined {
  const [, name, inside] = /^([\w$.]+)\((.*)\)$/s.exec(text) ?? [];
  if (name === undefined) return undefined;
  try {
    return { name, args: JSON.parse(`[${inside ?? ''}]`) as unknown[] };
  } catch {
    return undefined;
  }
}
