// Comparisons of a state with something that it can never be: a string, a boolean, a number outside the enumeration.
// Found in the bundle by its syntax tree; whether they matter is shown by a twin run.

import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import {
  type AnonymousFunctionDeclaration,
  type AnyNode,
  type ArrowFunctionExpression,
  type FunctionDeclaration,
  type FunctionExpression,
  type Pattern,
  parse,
} from 'acorn';
import { ancestor, simple } from 'acorn-walk';
import { ZIMConnectionState, ZIMRoomState } from '../zim/enums.js';

type FunctionNode =
  | AnonymousFunctionDeclaration
  | ArrowFunctionExpression
  | FunctionDeclaration
  | FunctionExpression;

export interface StateComparison {
  readonly kind: 'connection' | 'room';
  /** What the state is compared with. */
  readonly literal: string | number | boolean;
  /** `src/chat.ts:12:5` */
  readonly where: string;
}

const EVENTS: Readonly<Record<string, StateComparison['kind']>> = {
  connectionStateChanged: 'connection',
  roomStateChanged: 'room',
};

const STATES = { connection: ZIMConnectionState, room: ZIMRoomState } as const;

/**
 * Looks through a bundle.
 *
 * @example stateComparisons(bundle)[0] // { kind: 'connection', literal: 'CONNECTED', where: 'src/chat.ts:12:5' }
 */
export function stateComparisons(bundle: { readonly code: string; readonly map: string }): StateComparison[] {
  const tree = parse(bundle.code, {
    ecmaVersion: 'latest',
    locations: true,
    allowAwaitOutsideFunction: true,
  });
  const map = new TraceMap(bundle.map);
  const functions = namedFunctions(tree);
  const found = new Map<string, StateComparison>();
  simple(tree, {
    CallExpression(call) {
      const { callee, arguments: args } = call;
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      if (callee.property.name !== 'on') return;
      const [name, handler] = args;
      if (name?.type !== 'Literal' || typeof name.value !== 'string' || handler === undefined) return;
      const kind = EVENTS[name.value];
      const listener = functionOf(handler, functions);
      if (kind === undefined || listener === undefined) return;
      for (const { literal, node } of comparisonsIn(listener, kind)) {
        const { line, column } = node.loc?.start ?? { line: 1, column: 0 };
        const place = originalPositionFor(map, { line, column });
        const where = `${place.source ?? 'bundle'}:${place.line ?? line}:${(place.column ?? column) + 1}`;
        found.set(where, { kind, literal, where });
      }
    },
  });
  return [...found.values()];
}

function namedFunctions(tree: AnyNode): ReadonlyMap<string, FunctionNode> {
  const functions = new Map<string, FunctionNode>();
  simple(tree, {
    FunctionDeclaration(node) {
      if (node.id !== null) functions.set(node.id.name, node);
    },
    VariableDeclarator({ id, init }) {
      if (id.type === 'Identifier' && isFunction(init)) functions.set(id.name, init);
    },
    MethodDefinition({ key, value }) {
      if (key.type === 'Identifier') functions.set(key.name, value);
    },
    PropertyDefinition({ key, value }) {
      if (key.type === 'Identifier' && isFunction(value)) functions.set(key.name, value);
    },
    Property({ key, value }) {
      if (key.type === 'Identifier' && isFunction(value)) functions.set(key.name, value);
    },
  });
  return functions;
}

function isFunction(node: AnyNode | null | undefined): node is FunctionExpression | ArrowFunctionExpression {
  return node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression';
}

/** A function where it is written, by its name, as a method, or with `bind`. */
function functionOf(node: AnyNode, functions: ReadonlyMap<string, FunctionNode>): FunctionNode | undefined {
  if (isFunction(node)) return node;
  if (node.type === 'Identifier') return functions.get(node.name);
  if (node.type === 'MemberExpression' && node.property.type === 'Identifier')
    return functions.get(node.property.name);
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression')
    return functionOf(node.callee.object, functions);
  return undefined;
}

interface Comparison {
  readonly literal: string | number | boolean;
  readonly node: AnyNode;
}

function comparisonsIn(listener: FunctionNode, kind: StateComparison['kind']): readonly Comparison[] {
  const names = { data: new Set<string>(), state: new Set<string>() };
  const [, parameter] = listener.params;
  if (parameter !== undefined) take(parameter, 'data', names);
  ancestor(listener.body as AnyNode, {
    VariableDeclarator({ id, init }) {
      if (init === null || init === undefined) return;
      if (isState(init, names)) take(id, 'state', names);
      else if (init.type === 'Identifier' && names.data.has(init.name)) take(id, 'data', names);
    },
  });
  const found: Comparison[] = [];
  const consider = (side: AnyNode, other: AnyNode, node: AnyNode): void => {
    const literal = literalOf(other);
    if (literal !== undefined && isState(side, names) && isImpossible(literal, kind))
      found.push({ literal, node });
  };
  simple(listener.body as AnyNode, {
    BinaryExpression(node) {
      if (!/^[!=]==?$/.test(node.operator)) return;
      consider(node.left, node.right, node);
      consider(node.right, node.left, node);
    },
    SwitchStatement({ discriminant, cases }) {
      for (const one of cases) if (one.test) consider(discriminant, one.test, one);
    },
  });
  return found;
}

/** Puts the names that a pattern gives to the data, or to its state. */
function take(
  pattern: Pattern | AnyNode,
  what: 'data' | 'state',
  names: { readonly data: Set<string>; readonly state: Set<string> },
): void {
  if (pattern.type === 'Identifier') names[what].add(pattern.name);
  else if (pattern.type === 'AssignmentPattern') take(pattern.left, what, names);
  else if (pattern.type === 'ObjectPattern' && what === 'data') {
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || property.key.type !== 'Identifier') continue;
      if (property.key.name === 'state') take(property.value, 'state', names);
    }
  }
}

function isState(
  node: AnyNode,
  names: { readonly data: ReadonlySet<string>; readonly state: ReadonlySet<string> },
): boolean {
  if (node.type === 'Identifier') return names.state.has(node.name);
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    names.data.has(node.object.name) &&
    node.property.type === 'Identifier' &&
    node.property.name === 'state'
  );
}

function literalOf(node: AnyNode): string | number | boolean | undefined {
  if (node.type === 'UnaryExpression' && node.operator === '-' && node.argument.type === 'Literal')
    return -Number(node.argument.value);
  // A minifier writes true as !0.
  if (node.type === 'UnaryExpression' && node.operator === '!' && node.argument.type === 'Literal')
    return !node.argument.value;
  if (node.type !== 'Literal') return undefined;
  const { value } = node;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}

function isImpossible(literal: string | number | boolean, kind: StateComparison['kind']): boolean {
  return typeof literal !== 'number' || !Object.values<number>(STATES[kind]).includes(literal);
}

/**
 * States as an app takes them for that compares them so: a twin run passes these instead of the numbers.
 *
 * @example twinSpelling([{ kind: 'connection', literal: 'CONNECTED', where }])['connection 2'] // 'CONNECTED'
 */
export function twinSpelling(comparisons: readonly StateComparison[]): Readonly<Record<string, unknown>> {
  const spelling: Record<string, unknown> = {};
  for (const { kind, literal } of comparisons) {
    for (const [name, value] of Object.entries(STATES[kind])) {
      const key = `${kind} ${value}`;
      if (typeof literal === 'boolean')
        spelling[key] = (name === 'Connected') === literal ? literal : !literal;
      else if (typeof literal === 'string') {
        if (plain(literal) === plain(name)) spelling[key] = literal;
        else spelling[key] ??= name.toUpperCase();
      }
    }
  }
  return spelling;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
