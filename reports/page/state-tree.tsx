// What somebody knows, as a tree: small things in one line, large ones to be opened, what just changed marked and open.

import { useState } from 'preact/hooks';
import type { Json } from '../html/page-document.js';
import { pathBelow } from './participant-reader.js';

export interface TreeProps {
  readonly value: Json;
  readonly changed: ReadonlySet<string>;
  readonly path?: string;
}

export function StateTree({ value, changed, path = '' }: TreeProps) {
  return (
    <ul class="tree">
      {entriesOf(value).map(([key, inner]) => (
        <Entry key={key} name={key} value={inner} changed={changed} path={pathBelow(path, key)} />
      ))}
    </ul>
  );
}

interface EntryProps extends TreeProps {
  readonly name: string;
  readonly path: string;
}

function Entry({ name, value, changed, path }: EntryProps) {
  const [said, setSaid] = useState<boolean>();
  const isChanged = changed.has(path);
  const mark = isChanged ? 'changed' : '';
  const short = shortOf(value);
  if (short !== undefined) {
    return (
      <li class={mark}>
        <span class="key">{name}</span>
        <span class="value">{short}</span>
      </li>
    );
  }
  const isOpen = said ?? isChanged;
  return (
    <li class={mark}>
      <button type="button" class="twig" aria-expanded={isOpen} onClick={() => setSaid(!isOpen)}>
        <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
        <span class="key">{name}</span>
        {!isOpen && <span class="dim">{summaryOf(value)}</span>}
      </button>
      {isOpen && <StateTree value={value} changed={changed} path={path} />}
    </li>
  );
}

function entriesOf(value: Json): readonly (readonly [string, Json])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value as Record<string, Json>) : [];
}

const SHORT = 64;

/** A value that fits into a line. */
function shortOf(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null) {
    const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
    return text.length > 2 * SHORT ? `${text.slice(0, 2 * SHORT)}…` : text;
  }
  const entries = entriesOf(value);
  if (entries.length === 0) return Array.isArray(value) ? '[]' : '{}';
  const isFlat = entries.every(([, inner]) => typeof inner !== 'object' || inner === null);
  if (!isFlat || !Array.isArray(value)) return undefined;
  const text = `[${value.map((inner) => JSON.stringify(inner)).join(', ')}]`;
  return text.length > SHORT ? undefined : text;
}

function summaryOf(value: Json): string {
  const keys = entriesOf(value).map(([key]) => key);
  if (Array.isArray(value)) return `${keys.length} items`;
  const shown = keys.slice(0, 4).join(', ');
  return keys.length > 4 ? `${shown}, … (${keys.length})` : shown;
}
