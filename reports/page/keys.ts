// Keys that work anywhere on the page, except where somebody writes.

import { useEffect, useRef } from 'preact/hooks';

export type KeyTable = Readonly<Record<string, (event: KeyboardEvent) => void>>;

export function useKeys(table: KeyTable): void {
  const latest = useRef(table);
  latest.current = table;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : document.body;
      const writes = target instanceof HTMLInputElement && target.type === 'search';
      if (writes && event.key === 'Escape') target.blur();
      if (writes || target.closest('dialog') !== null) return;
      const action = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (action === undefined) return;
      event.preventDefault();
      action(event);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
