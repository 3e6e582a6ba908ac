// The core: the package is well formed, and a fresh clone works with the README's two commands.
import { freshCloneRow } from '../fresh-clone.js';
import { type AcceptanceRow, commandRow } from '../row.js';

export const rows: readonly AcceptanceRow[] = [
  commandRow('publint finds nothing', 'npm run --silent build && npm run --silent publint'),
  commandRow('attw finds nothing', 'npm run --silent attw'),
  commandRow('knip finds no unused code', 'npm run --silent unused'),
  commandRow('imports follow the layers', 'npm run --silent layers'),
  freshCloneRow('npm ci && npx zim-sim run --all', 'npm ci && npx zim-sim run --all'),
  freshCloneRow('npm ci && npm test', 'npm ci && npm test'),
];
