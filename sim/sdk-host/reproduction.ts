// A finding as a program of its own, against the SDK's public API: for an engineer who has never heard of zim-sim. It needs
// no server and no account, since it brings the network along that leads nowhere.
import { unreachable } from '../kernel/assert.js';
import { planOf } from './air.js';
import { DATABASES, PACKAGE_COMES, RELOAD, SET_UP, SLEEP } from './reproduction-text.js';
import type { Air, Listening, SdkArgument, SdkCase, SdkStep } from './sdk-case.js';
import { lengthOf } from './sdk-case.js';

export interface ReproductionOptions {
  readonly title: string;
  readonly reason: string;
  readonly version: string;
  /** Versions that show it, as text. */
  readonly shownBy?: string | undefined;
  /** What `Math.random` gave: waits depend on it. */
  readonly randoms?: readonly number[] | undefined;
}

/** The text of a module for Node and for browsers. */
export function reproduction(given: SdkCase, options: ReproductionOptions): string {
  const seconds = Math.ceil((lengthOf(given) + given.tailMs) / 1000);
  const { title, reason, version, shownBy } = options;
  const about = [
    `${title}`,
    `Broken by zego-zim-web ${version}: ${reason}`,
    ...(shownBy === undefined ? [] : [`Versions that show it: ${shownBy}`]),
    '',
    'No server, no account and no network are needed: sockets and requests lead nowhere, as the last lines of the set-up say.',
    'In Node 20 or newer:',
    `  npm i zego-zim-web@${version} fake-indexeddb && node <this file>`,
    "In a browser: load the package's index.js by a script tag, then this file by another of type module.",
    `It takes ${seconds} s. What it prints is what the SDK did, in milliseconds from the start.`,
  ];
  const does = (what: SdkStep['do']): boolean => given.steps.some((step) => step.do === what);
  return [
    ...about.map((line) => `// ${line}`.trimEnd()),
    SET_UP.trim(),
    ...chance(options.randoms ?? []),
    ...(does('sleep') ? [SLEEP.trimEnd()] : []),
    ...(does('reload') ? [RELOAD.trimEnd()] : []),
    network(given),
    calls(given, `What is wrong: ${reason}`),
    '',
  ].join('\n');
}

function chance(randoms: readonly number[]): readonly string[] {
  if (randoms.length === 0) return [];
  return [
    '',
    '// What Math.random gave when this was found, since waits depend on it.',
    `const draws = [${randoms.map((one) => Number(one.toFixed(9))).join(', ')}];`,
    'Math.random = () => draws.shift() ?? 0.5;',
    '',
  ];
}

function network(given: SdkCase): string {
  const lines = [`network = ${JSON.stringify(planOf(given.air))}; // ${wordsOf(given.air)}`];
  const broken = DATABASES[given.database];
  if (broken !== undefined) lines.push(broken);
  return [...lines, PACKAGE_COMES, given.steps.some((step) => step.do === 'reload') ? LOAD_AGAIN : LOAD].join(
    '\n',
  );
}

const LOAD = `if (isNode) {
  const { createRequire } = await import('node:module');
  put('ZIM', createRequire(import.meta.url)('zego-zim-web').ZIM);
}`;

/** In a page, the script tag that brought the package is copied. */
const LOAD_AGAIN = `const load = async () => {
  if (isNode) {
    const { createRequire } = await import('node:module');
    const require = createRequire(import.meta.url);
    delete require.cache[require.resolve('zego-zim-web')];
    put('ZIM', require('zego-zim-web').ZIM);
  } else if (page > 1) {
    const tag = [...document.scripts].find((one) => /zim|index/.test(one.src) || one.text.length > 100000);
    const again = Object.assign(document.createElement('script'), tag.src === '' ? { text: tag.text } : { src: tag.src });
    const loaded = new Promise((done) => { again.onload = done; });
    document.head.append(again);
    if (tag.src !== '') await loaded;
  }
};
await load();`;

function calls(given: SdkCase, last: string): string {
  const lines = deviceTimes(given).flatMap(({ waitMs, step }, at) => {
    // Each step is a task of its own, but listeners can be put on together.
    const isApart = waitMs > 0 || (at > 0 && given.steps[at - 1]?.do !== 'on');
    return [...(isApart ? [`await wait(${waitMs});`] : []), ...(step === undefined ? [] : [lineOf(step)])];
  });
  return `\n// The script.\n${lines.join('\n')}\nlog('end', '');\nprint(${JSON.stringify(last)});\nif (isNode) process.exit();`;
}

interface Waited {
  readonly waitMs: number;
  /** Undefined at the end. */
  readonly step: SdkStep | undefined;
}

/** How long a program waits for each step, and for the end. While the device sleeps no time goes by for a program. */
function deviceTimes(given: SdkCase): readonly Waited[] {
  const endMs = lengthOf(given) + given.tailMs;
  const timed: Waited[] = [];
  let [atMs, doneMs, sleptMs, wakesMs] = [0, 0, 0, 0];
  const wait = (step: SdkStep | undefined): void => {
    // What comes while it sleeps is done when it wakes.
    const deviceMs = Math.max(atMs, wakesMs) - sleptMs;
    timed.push({ waitMs: deviceMs - doneMs, step });
    doneMs = deviceMs;
  };
  for (const step of given.steps) {
    atMs += step.afterMs;
    if (wakesMs > endMs) break;
    wait(step);
    if (step.do !== 'sleep') continue;
    wakesMs = Math.max(atMs, wakesMs) + step.ms;
    sleptMs += step.ms;
  }
  atMs = endMs;
  wait(undefined);
  return timed;
}

function lineOf(step: SdkStep): string {
  switch (step.do) {
    case 'create':
      return `create(${step.args.map(code).join(', ')});`;
    case 'call':
      return `call(${[JSON.stringify(step.name), ...step.args.map(code)].join(', ')});`;
    case 'static':
      return `called(${JSON.stringify(`ZIM.${step.name}`)}, [], () => ZIM.${step.name}(${step.args.map(code).join(', ')}));`;
    case 'on': {
      const then = reaction(step.listening);
      return `on(${JSON.stringify(step.event)}${then === undefined ? '' : `, ${then}`});`;
    }
    case 'on null':
      return `zim?.on(${JSON.stringify(step.event)}, null);`;
    case 'off':
      return `if (zim) called('off', [${JSON.stringify(step.event)}], () => zim.off(${JSON.stringify(step.event)}));`;
    case 'air':
      return `network = ${JSON.stringify(planOf(step.air))}; // ${wordsOf(step.air)}${step.cut ? '\ncut();' : ''}`;
    case 'online':
    case 'offline':
      return `setOnline(${step.do === 'online'});`;
    case 'visible':
    case 'hidden':
      return `setVisible(${step.do === 'visible'});`;
    case 'clock':
      return `setClock(${step.ms});`;
    case 'sleep':
      return `sleep(${step.ms});`;
    case 'reload':
      return `await reload(${step.keeps === 'nothing'});`;
    default:
      return unreachable(step);
  }
}

function reaction(listening: Listening): string | undefined {
  switch (listening.how) {
    case 'throw':
      return "() => { throw new Error('thrown by a listener of the script'); }";
    case 'reject':
      return "() => Promise.reject(new Error('thrown by a listener of the script'))";
    case 'again': {
      const inner = [JSON.stringify(listening.name), ...listening.args.map(code)].join(', ');
      return `(() => { let left = 3; return () => { if (left-- > 0) call(${inner}); }; })()`;
    }
    default:
      return undefined;
  }
}

function code(arg: SdkArgument): string {
  if (Array.isArray(arg)) return `[${arg.map((one: SdkArgument) => code(one)).join(', ')}]`;
  if (typeof arg !== 'object' || arg === null) return JSON.stringify(arg);
  if ('$token' in arg) return `token(${String(arg.$token)})`;
  const fields = Object.entries(arg).map(([key, value]) => `${key}: ${code(value as SdkArgument)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** The network in words. */
export function wordsOf({ kind, ms }: Air): string {
  switch (kind) {
    case 'dns':
      return `the name does not resolve, after ${ms} ms`;
    case 'refused':
      return `connections are refused, after ${ms} ms`;
    case 'portal':
      return `a captive portal opens no sockets, and says so after ${ms} ms`;
    case 'blackhole':
      return 'nothing comes back, and the platform ends an attempt after 30 s';
    case 'silent':
      return 'sockets open and nothing ever comes';
    case 'closes':
      return `sockets open and are closed again after ${ms} ms`;
    default:
      return `sockets open after ${ms} ms, and nothing ever comes`;
  }
}
