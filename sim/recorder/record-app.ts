// Puts the recorder around an app that runs in the sandbox, as its own code would on a phone: around each instance that it
// creates, with marks of what its user does, what it shows and when it asks for tokens. Runs inside the app's realm.
import { type Marks, type RecordOptions, record } from './record.js';

type AnyFunction = (...args: unknown[]) => unknown;
type Values = Readonly<Record<string, unknown>>;

interface Creates {
  create(...args: unknown[]): object | null;
}

interface Page {
  querySelector?: unknown;
  addEventListener(name: string, listener: () => void, capture: boolean): void;
}

/**
 * Records every instance that is created from now on. What is marked before there is one is kept until then.
 *
 * @returns the marks of the instance that was created last
 */
export function recordCreated(ZIM: Creates, sink: (line: string) => void, options: RecordOptions): Marks {
  let marks: Marks | undefined;
  const waiting: ((to: Marks) => void)[] = [];
  const mark = (say: (to: Marks) => void): void => {
    if (marks === undefined) waiting.push(say);
    else say(marks);
  };
  const create = ZIM.create.bind(ZIM);
  ZIM.create = (...args) => {
    const zim = create(...args);
    if (zim === null) return zim;
    marks = record(zim, sink, options);
    for (const say of waiting.splice(0)) say(marks);
    return zim;
  };
  return {
    user: (name) => mark((to) => to.user(name)),
    ui: (action, what) => mark((to) => to.ui(action, what)),
    token: (action) => mark((to) => to.token(action)),
  };
}

/**
 * What the app exports, with marks: its entry is started with marked functions and what it returns is a list of what its
 * user may do, each of which is marked.
 */
export function markedApp(exports: Values, marks: Marks): unknown {
  const { document } = globalThis as unknown as { readonly document?: Page };
  if (document?.querySelector !== undefined) {
    for (const event of ['click', 'change']) {
      document.addEventListener(event, () => marks.user(event), true);
    }
  }
  const entry = [exports.default, exports.main].find((one) => typeof one === 'function');
  if (entry === undefined) {
    const { default: main = exports } = exports;
    return typeof main === 'object' && Object.keys(exports).length > 0
      ? markedActions(main, marks)
      : undefined;
  }
  return (launched: Values) => {
    const given = { ...launched, ...markedTools(launched, marks) };
    const isClass = /^class\b/.test(Function.prototype.toString.call(entry));
    const result: unknown = isClass
      ? Reflect.construct(entry as AnyFunction, [given])
      : (entry as AnyFunction)(given);
    return result instanceof Promise
      ? result.then((actions) => markedActions(actions, marks))
      : markedActions(result, marks);
  };
}

function markedTools({ ui, fetchToken }: Values, marks: Marks): Values {
  const shows = ui as Readonly<Record<'remind' | 'clear' | 'screen', (what: unknown) => void>>;
  const shown = (action: 'remind' | 'clear' | 'screen') => (what: unknown) => {
    marks.ui(action, String(what));
    shows[action](what);
  };
  return {
    ui: { remind: shown('remind'), clear: shown('clear'), screen: shown('screen') },
    fetchToken: async () => {
      marks.token('asked');
      try {
        const token = await (fetchToken as () => Promise<unknown>)();
        marks.token('got');
        return token;
      } catch (error) {
        marks.token('failed');
        throw error;
      }
    },
  };
}

// Beside the object and not in it: what the app calls of itself is nobody's action.
function markedActions(object: unknown, marks: Marks): unknown {
  if (typeof object !== 'object' || object === null) return object;
  const actions: Record<string, AnyFunction> = {};
  for (let at: object = object; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function' || name === 'constructor' || name in actions) continue;
      actions[name] = (...args) => {
        marks.user(name);
        return Reflect.apply(value, object, args);
      };
    }
  }
  return actions;
}
