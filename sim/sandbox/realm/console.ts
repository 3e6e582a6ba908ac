// The console: every line goes to the host as text.
import { format } from './format.js';
import type { ConsoleLevel } from './host.js';
import { guarded } from './port.js';
import { elapsed } from './time.js';

/** Makes a console. */
export function makeConsole(): Readonly<Record<string, (...args: never[]) => void>> {
  let indent = '';
  const counts = new Map<string, number>();
  const started = new Map<string, number>();
  const write = (level: ConsoleLevel, args: readonly unknown[]): void => {
    const text = line(args).replace(/^/gm, indent);
    guarded((host) => host.console(level, text));
  };
  const at =
    (level: ConsoleLevel) =>
    (...args: unknown[]) =>
      write(level, args);
  const group = (...args: unknown[]): void => {
    if (args.length > 0) write('log', args);
    indent += '  ';
  };
  const time = (label: string, args: readonly unknown[]): void => {
    const start = started.get(label);
    if (start === undefined) write('warn', [`Timer '${label}' does not exist`]);
    else write('log', [`${label}: ${elapsed() - start} ms`, ...args]);
  };
  return {
    log: at('log'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    debug: at('debug'),
    dir: (value: unknown) => write('log', [value]),
    dirxml: at('log'),
    table: at('log'),
    // No stack: its paths are the host's.
    trace: (...args: unknown[]) => write('log', ['Trace:', ...args]),
    assert: (holds: unknown, ...args: unknown[]) => {
      if (!holds) write('error', ['Assertion failed', ...args]);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = indent.slice(2);
    },
    count: (label: unknown = 'default') => {
      const next = (counts.get(`${label}`) ?? 0) + 1;
      counts.set(`${label}`, next);
      write('log', [`${label}: ${next}`]);
    },
    countReset: (label: unknown = 'default') => void counts.delete(`${label}`),
    time: (label: unknown = 'default') => void started.set(`${label}`, elapsed()),
    timeLog: (label: unknown = 'default', ...args: unknown[]) => time(`${label}`, args),
    timeEnd: (label: unknown = 'default') => {
      time(`${label}`, []);
      started.delete(`${label}`);
    },
    clear: () => {},
  };
}

function line(args: readonly unknown[]): string {
  const [first, ...rest] = args;
  if (typeof first !== 'string' || rest.length === 0) return args.map((arg) => format(arg)).join(' ');
  const text = first.replace(/%[sdifoOc%]/g, (code) => {
    if (code === '%%') return '%';
    if (rest.length === 0) return code;
    const value = rest.shift();
    if (code === '%c') return '';
    if (code === '%d' || code === '%i') return `${Math.trunc(Number(value))}`;
    return code === '%f' ? `${Number(value)}` : format(value);
  });
  return [text, ...rest.map((arg) => format(arg))].join(' ');
}
