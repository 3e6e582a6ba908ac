// The end of the address: which moment is shown, and whether two runs are compared.

export interface Place {
  readonly moment?: number;
  readonly timeMs?: number;
  readonly view: 'run' | 'compare';
}

/** @example readPlace('#m=57') // { view: 'run', moment: 57 } */
export function readPlace(hash: string): Place {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const moment = whole(params.get('m'));
  const time = Number(params.get('t') ?? Number.NaN);
  return {
    view: params.get('view') === 'compare' ? 'compare' : 'run',
    ...(moment === undefined ? {} : { moment }),
    ...(Number.isFinite(time) && time >= 0 ? { timeMs: time } : {}),
  };
}

export function writePlace({ moment, timeMs, view }: Place): void {
  const parts = [
    ...(view === 'compare' ? ['view=compare'] : []),
    ...(moment === undefined ? [] : [`m=${moment}`]),
    ...(timeMs === undefined ? [] : [`t=${timeMs}`]),
  ];
  try {
    history.replaceState(null, '', `#${parts.join('&')}`);
  } catch {
    // Some browsers refuse it in files, or when it comes too often; then the address stays as it was.
  }
}

function whole(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
