// The keys, in a dialog.

import { useEffect, useRef } from 'preact/hooks';

const KEYS: readonly (readonly [string, string])[] = [
  ['← →', 'one event back, one on'],
  ['Shift ← →', 'ten events'],
  ['Home End', 'the beginning, the end'],
  ['v', 'where it broke'],
  ['f', 'faults only, and back'],
  ['/', 'search'],
  ['+ −', 'zoom in and out around the cursor'],
  ['0', 'the whole run'],
  ['c', 'compare with the other run, where there is one'],
  ['?', 'this help'],
];

export function Help({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onClose} aria-label="Keys">
      <h2>Keys</h2>
      <table>
        <tbody>
          {KEYS.map(([keys, what]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="dim">
        In the picture: click sets the cursor, drag moves, Ctrl and the wheel or two fingers zoom. The address
        ends in the moment that is shown: send it, and the other sees the same.
      </p>
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
