// The page of a run, or of two: the head with the tabs, and one view below it.

import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RunsPage } from '../html/page-document.js';
import { CompareView } from './compare-view.js';
import { readPlace } from './hash.js';
import { Help } from './help.js';
import { RunModel } from './run-model.js';
import { RunView } from './run-view.js';
import { toggleTheme } from './theme.js';

export function RunsView({ page }: { readonly page: RunsPage }) {
  const { run, other } = page;
  const place = useMemo(() => readPlace(location.hash), []);
  const [view, setView] = useState(
    other !== undefined &&
      (place.view === 'compare' || (other.role === 'compared' && place.moment === undefined))
      ? 'compare'
      : 'run',
  );
  const [helps, setHelps] = useState(false);
  const model = useMemo(() => new RunModel(run), [run]);
  const second = useMemo(() => (other === undefined ? undefined : new RunModel(other.run)), [other]);

  useEffect(() => {
    const listen = (): void => {
      const next = readPlace(location.hash).view;
      setView(other === undefined ? 'run' : next);
    };
    addEventListener('hashchange', listen);
    return () => removeEventListener('hashchange', listen);
  }, [other]);

  return (
    <>
      <header>
        <p class="where">
          <strong>{run.scenario}</strong> <span class="dim">{run.title}</span>
        </p>
        <p class="facts dim">
          seed {run.seed} · SDK {run.sdk} · {run.events.toLocaleString('en')} events · trace {run.traceHash} ·
          zim-sim {page.zimSim}
        </p>
        <nav aria-label="Views">
          {other !== undefined && (
            <>
              <button type="button" aria-pressed={view === 'run'} onClick={() => setView('run')}>
                Run
              </button>
              <button type="button" aria-pressed={view === 'compare'} onClick={() => setView('compare')}>
                {other.role === 'neighbour' ? 'Compare with one that passes' : 'Compare'}
              </button>
            </>
          )}
          <button type="button" onClick={() => setHelps(true)} aria-label="Help: keys">
            ?
          </button>
          <button type="button" onClick={toggleTheme} aria-label="Light or dark">
            ◐
          </button>
        </nav>
      </header>
      <main>
        {view === 'compare' && other !== undefined && second !== undefined ? (
          <CompareView
            models={[model, second]}
            other={other}
            start={place}
            onHelp={() => setHelps(true)}
            onRun={() => setView('run')}
          />
        ) : (
          <RunView
            model={model}
            start={place}
            onHelp={() => setHelps(true)}
            onCompare={() => other !== undefined && setView('compare')}
          />
        )}
      </main>
      {helps && <Help onClose={() => setHelps(false)} />}
    </>
  );
}
