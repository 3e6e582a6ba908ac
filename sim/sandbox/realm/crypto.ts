// crypto, from the host's keyed draws. Its subtle part is refused.
import { bytesOf, viewOf } from './bytes.js';
import { DOMException, refusal } from './dom-exception.js';
import { guarded } from './port.js';

const SUBTLE =
  'encrypt decrypt sign verify digest generateKey deriveKey deriveBits importKey exportKey wrapKey unwrapKey';

/** Makes the object `crypto`. */
export function makeCrypto(): object {
  const draw = (count: number): Uint8Array<ArrayBuffer> =>
    bytesOf(`${guarded((host) => host.drawBytes(count))}`);
  const refuse = (name: string) => () =>
    Promise.reject(refusal(`crypto.subtle.${name}`, 'its work is done outside of the virtual time'));
  return {
    subtle: Object.fromEntries(SUBTLE.split(' ').map((name) => [name, refuse(name)])),
    getRandomValues(array: unknown): unknown {
      const view = viewOf(array);
      if (view === undefined || !ArrayBuffer.isView(array)) throw new TypeError('Expected a typed array');
      if (view.length > 65_536) throw new DOMException('More than 65536 bytes.', 'QuotaExceededError');
      view.set(draw(view.length));
      return array;
    },
    randomUUID(): string {
      const bytes = draw(16);
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    },
  };
}
