// What the signs of the picture mean.

const SIGNS: readonly (readonly [string, string, string])[] = [
  ['▲', 'plain', 'a person does something'],
  ['■', 'dim', 'the device itself: offline, asleep, killed'],
  ['●', 'plain', 'a message arrives'],
  ['↘', 'accent', 'a message on its way'],
  ['✗', 'bad', 'a packet is lost'],
  ['◆', 'bad', 'a fault'],
  ['T0 T1 T2', 'warn', 'a room loses the network, is back, has its answer'],
];

/** Only where an app was run. */
const CONSOLE = ['❘', 'warn', 'the app writes to its console'] as const;

export function Legend({ hasConsole }: { readonly hasConsole: boolean }) {
  return (
    <ul class="legend" aria-label="Signs">
      {(hasConsole ? [...SIGNS, CONSOLE] : SIGNS).map(([sign, tone, text]) => (
        <li key={sign}>
          <span class={`tone-${tone}`} aria-hidden="true">
            {sign}
          </span>{' '}
          {text}
        </li>
      ))}
    </ul>
  );
}
