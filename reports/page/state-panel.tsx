// What everybody knows at the cursor: a card for each participant, and one for what is on its way.

import { useState } from 'preact/hooks';
import { messageText } from './draw-messages.js';
import { plural } from './format.js';
import type { RunModel } from './run-model.js';
import { StateTree } from './state-tree.js';

const MOST_IN_FLIGHT = 30;

export function StatePanel({ model, moment }: { readonly model: RunModel; readonly moment: number }) {
  const inFlight = model.inFlight(moment);
  if (model.readers.length === 0) return <p class="dim">What everybody knew is not in this page.</p>;
  return (
    <div class="states">
      {model.readers.map((reader) => {
        const { value, changed, removed } = reader.at(moment);
        return (
          <Card
            key={reader.name}
            name={reader.name}
            note={changed.size > 0 ? 'changed' : ''}
            opens={changed.size > 0}
          >
            <StateTree value={value} changed={changed} />
            {removed.length > 0 && <p class="removed">gone: {removed.join(', ')}</p>}
          </Card>
        );
      })}
      <Card
        name="in flight"
        note={inFlight.length === 0 ? 'nothing' : plural(inFlight.length, 'message')}
        opens={inFlight.length > 0}
      >
        <ul class="flight">
          {inFlight.slice(0, MOST_IN_FLIGHT).map((message, index) => (
            <li key={index}>{messageText(message)}</li>
          ))}
        </ul>
      </Card>
    </div>
  );
}

interface CardProps {
  readonly name: string;
  readonly note: string;
  readonly opens: boolean;
  readonly children: preact.ComponentChildren;
}

function Card({ name, note, opens, children }: CardProps) {
  const [said, setSaid] = useState<boolean>();
  const isOpen = said ?? opens;
  return (
    <section class="state" aria-label={`state of ${name}`}>
      <button type="button" class="state-head" aria-expanded={isOpen} onClick={() => setSaid(!isOpen)}>
        <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> <strong>{name}</strong>
        <span class={note === 'changed' ? 'note changed-note' : 'note'}>{note}</span>
      </button>
      {isOpen && children}
    </section>
  );
}
