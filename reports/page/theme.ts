// Light or dark: what the system says, until somebody says otherwise on the page.

import { useEffect, useState } from 'preact/hooks';

type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function current(): Theme {
  const said = document.documentElement.dataset.theme;
  if (said === 'light' || said === 'dark') return said;
  return system.matches ? 'dark' : 'light';
}

export function toggleTheme(): void {
  document.documentElement.dataset.theme = current() === 'dark' ? 'light' : 'dark';
  for (const listener of listeners) listener();
}

/** The present theme; whoever asks is drawn again when it changes. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(current);
  useEffect(() => {
    const listener = (): void => setTheme(current());
    listeners.add(listener);
    system.addEventListener('change', listener);
    return () => {
      listeners.delete(listener);
      system.removeEventListener('change', listener);
    };
  }, []);
  return theme;
}
