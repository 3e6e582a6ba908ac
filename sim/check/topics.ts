// From an observation to the properties that want it, with one lookup. A campaign runs the same list of properties
// millions of times, so the table is made once for a list and a set of sources.
import { assert } from '../kernel/assert.js';
import { OBSERVATION_KINDS, type Observation, type ObservationKind } from './observation.js';
import type { Property } from './property.js';

/** The properties that hear one topic, as indices into the list. `row` numbers the different lists of a table. */
export interface Listeners {
  readonly row: number;
  readonly indices: readonly number[];
}

/** Which properties hear what. Shared by all monitors of one list. */
export interface TopicTable {
  readonly properties: readonly Property[];
  /** For each property, the kinds that it needs and the source lacks. */
  readonly missing: readonly (readonly ObservationKind[])[];
  /** For each goal, the place of the property that it is the goal of: behind the list where there is none. */
  readonly goals: readonly (number | undefined)[];
  readonly hasGoals: boolean;
  readonly kinds: Readonly<Record<ObservationKind, KindTable>>;
  readonly rows: number;
}

interface KindTable {
  /** Who hears a name that nobody asked for by name: those who hear the whole kind. */
  readonly all: Listeners;
  readonly byName: ReadonlyMap<string, Listeners>;
}

type SourceTables = WeakMap<ReadonlySet<ObservationKind>, TopicTable>;
const TABLES: WeakMap<readonly Property[], SourceTables> = new WeakMap();

/** The table of a list. Neither the list nor the set may change afterwards. */
export function topicTable(
  properties: readonly Property[],
  sources: ReadonlySet<ObservationKind>,
): TopicTable {
  let tables = TABLES.get(properties);
  if (tables === undefined) {
    tables = new WeakMap();
    TABLES.set(properties, tables);
  }
  let table = tables.get(sources);
  if (table === undefined) {
    table = makeTable(properties, sources);
    tables.set(sources, table);
  }
  return table;
}

/** The properties that want this observation. */
export function listenersOf(table: TopicTable, observation: Observation): Listeners {
  const { all, byName } = table.kinds[observation.kind];
  if (byName.size === 0) return all;
  return byName.get(nameOf(observation)) ?? all;
}

function nameOf(observation: Observation): string {
  switch (observation.kind) {
    case 'event':
    case 'call':
    case 'settle':
      return observation.name;
    case 'socket':
      return observation.phase;
    case 'backend':
      return observation.what.kind;
    default:
      return '';
  }
}

function makeTable(properties: readonly Property[], sources: ReadonlySet<ObservationKind>): TopicTable {
  const ids = new Set(properties.map((property) => property.id));
  if (ids.size !== properties.length) {
    const twice = properties.find(
      ({ id }, index) => properties.findIndex((other) => other.id === id) < index,
    );
    throw new TypeError(
      `Expected every property to have an id of its own, got "${twice?.id}" twice. Give one of them another \`id\`.`,
    );
  }
  const missing = properties.map((property) => property.needs.filter((kind) => !sources.has(kind)));
  const heard = properties.map((property, index) => (missing[index]?.length === 0 ? property.on : []));
  let rows = 0;
  const nextRow = (): number => rows++;
  const entries = OBSERVATION_KINDS.map((kind) => [kind, kindTable(kind, heard, nextRow)] as const);
  const kinds = Object.fromEntries(entries) as Record<ObservationKind, KindTable>;
  const places = new Map(properties.map(({ id }, index) => [id, index]));
  const goals = properties.map(({ goalOf }) =>
    goalOf === undefined ? undefined : (places.get(goalOf) ?? properties.length),
  );
  return { properties, missing, goals, hasGoals: goals.some((of) => of !== undefined), kinds, rows };
}

function kindTable(
  kind: ObservationKind,
  heard: readonly (readonly string[])[],
  nextRow: () => number,
): KindTable {
  const names = new Set<string>();
  for (const topic of heard.flat()) {
    const [topicKind, name] = topic.split(':');
    assert(
      OBSERVATION_KINDS.includes(topicKind as ObservationKind),
      `a property listens to "${topic}", which is no topic`,
    );
    if (topicKind === kind && name !== undefined) names.add(name);
  }
  const hearing = (...topics: string[]): Listeners => ({
    row: nextRow(),
    indices: heard.flatMap((on, index) => (on.some((topic) => topics.includes(topic)) ? [index] : [])),
  });
  return {
    all: hearing(kind),
    byName: new Map([...names].map((name) => [name, hearing(kind, `${kind}:${name}`)])),
  };
}
