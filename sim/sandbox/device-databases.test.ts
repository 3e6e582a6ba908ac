// What a page leaves in IndexedDB for the next, which has another realm.
import { describe, expect, it } from 'vitest';
import { DeviceDatabases } from './device-databases.js';
import { testContext } from './test-context.test-support.js';

const MOST_STEPS = 300;

/** Runs code in a new page of the device, which goes when it is done; `print` and what it prints cross the border. */
async function page(databases: DeviceDatabases, code: string): Promise<readonly string[]> {
  const { run, clock, log } = await testContext({}, new Map(), databases);
  run(`
    const print = (value) => console.log(typeof value === 'string' ? value : JSON.stringify(value));
    const answer = (request) => new Promise((done, fail) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
    });
    const opened = (name, version, upgrade = () => {}) => {
      const request = indexedDB.open(name, version);
      request.onupgradeneeded = (event) => upgrade(request.result, event);
      return answer(request);
    };
    (async () => { ${code} })().catch((error) => print('failed: ' + error.name));
  `);
  // One timer at a time: some pages never come to an end.
  for (let step = 0; step < MOST_STEPS; step++) {
    await new Promise(setImmediate);
    if (clock.countTimers() === 0) break;
    clock.next();
  }
  databases.leavePage();
  return log.map((line) => line.replace(/^log /, ''));
}

const FILL = `
  const db = await opened('notes', 3, (made) => {
    const notes = made.createObjectStore('notes', { keyPath: 'id', autoIncrement: true });
    notes.createIndex('by tag', 'tags', { multiEntry: true });
    notes.createIndex('by title', ['title', 'id'], { unique: true });
    made.createObjectStore('files');
  });
  const change = db.transaction(['notes', 'files'], 'readwrite');
  const notes = change.objectStore('notes');
  notes.add({ title: 'one', tags: ['a', 'b'] });
  notes.add({ title: 'two', tags: ['b'] });
  notes.add({ title: 'three', tags: [] });
  notes.delete(3);
  change.objectStore('files').put({
    at: new Date(86400000), bytes: new Uint16Array([1, 2, 300]), map: new Map([['k', new Set([1])]]),
    blob: new File(['héllo'], 'a.txt', { type: 'text/plain' }), pattern: /x/g, big: 10n, nothing: undefined, not: NaN,
  }, ['key', new Date(5)]);
  await new Promise((done) => { change.oncomplete = done; });
`;

describe('databases of a device', () => {
  it('are in the next page what they were: versions, stores, indexes, keys, numbers that go on', async () => {
    const databases = new DeviceDatabases();
    await page(databases, `${FILL} print('filled');`);
    const said = await page(
      databases,
      `
        print(await indexedDB.databases());
        const db = await opened('notes', 3, () => print('upgraded again'));
        print([...db.objectStoreNames]);
        const notes = db.transaction('notes', 'readwrite').objectStore('notes');
        print([notes.keyPath, notes.autoIncrement, [...notes.indexNames], notes.index('by title').keyPath, notes.index('by title').unique]);
        print(await answer(notes.index('by tag').getAllKeys('b')));
        print((await answer(notes.index('by title').get(['two', 2]))).title);
        print(await answer(notes.add({ title: 'four', tags: ['b'] })));
        print(await answer(notes.index('by tag').count('b')));
        await answer(notes.add({ id: 9, title: 'one', tags: [] }));
        await answer(notes.put({ id: 2, title: 'four', tags: [] }));
        notes.put({ id: 2, title: 'one', tags: [] });
        notes.add({ id: 1 }).onerror = (event) => print(event.target.error.name);
      `,
    );
    expect(said).toEqual([
      '[{"name":"notes","version":3}]',
      '["files","notes"]',
      '["id",true,["by tag","by title"],["title","id"],true]',
      '[1,2]',
      'two',
      // The third was deleted, and its number is not given again.
      '4',
      '3',
      'ConstraintError',
    ]);
  });

  it('hold values of the page that reads them', async () => {
    const databases = new DeviceDatabases();
    await page(databases, FILL);
    const said = await page(
      databases,
      `
        const db = await opened('notes', 3);
        const files = db.transaction('files').objectStore('files');
        const [key] = await answer(files.getAllKeys());
        print([Array.isArray(key), key instanceof Array, key[1] instanceof Date, key[1].getTime()]);
        const got = await answer(files.get(['key', new Date(5)]));
        print([got instanceof Object, got.at instanceof Date, got.at.getTime(), got.bytes instanceof Uint16Array, [...got.bytes]]);
        print([got.map instanceof Map, [...got.map.get('k')], got.pattern instanceof RegExp, got.pattern.flags, String(got.big)]);
        print(['nothing' in got, got.nothing === undefined, Number.isNaN(got.not)]);
        print([got.blob instanceof File, got.blob.name, got.blob.type, await got.blob.text()]);
      `,
    );
    expect(said).toEqual([
      '[true,true,true,5]',
      '[true,true,86400000,true,[1,2,300]]',
      '[true,[1],true,"g","10"]',
      '[true,true,true]',
      '[true,"a.txt","text/plain","héllo"]',
    ]);
  });

  it('are without what the page had not committed', async () => {
    const databases = new DeviceDatabases();
    await page(databases, FILL);
    await page(
      databases,
      `
        const db = await opened('notes', 3);
        const change = db.transaction(['notes', 'files'], 'readwrite');
        change.oncomplete = () => print('committed');
        const notes = change.objectStore('notes');
        notes.add({ title: 'late', tags: ['b'] });
        notes.delete(1);
        change.objectStore('files').clear();
        // It asks for something again and again, so that the transaction never ends.
        const on = () => { notes.get(1).onsuccess = on; };
        on();
      `,
    );
    const said = await page(
      databases,
      `
        const db = await opened('notes', 3);
        const change = db.transaction(['notes', 'files'], 'readwrite');
        print(await answer(change.objectStore('notes').getAllKeys()));
        print(await answer(change.objectStore('notes').index('by tag').count()));
        print(await answer(change.objectStore('files').count()));
        print(await answer(change.objectStore('notes').add({ title: 'next', tags: [] })));
      `,
    );
    expect(said).toEqual(['[1,2]', '3', '1', '4']);
  });

  it('are without an upgrade that the page did not live to see', async () => {
    const databases = new DeviceDatabases();
    await page(databases, FILL);
    const upgrading = `
      const forever = (made, event) => {
        const store = event.target.transaction.objectStoreNames.contains('files') ? 'files' : 'new';
        if (store === 'new') made.createObjectStore('new');
        made.createObjectStore('newer');
        const on = () => { event.target.transaction.objectStore(store).get(1).onsuccess = on; };
        on();
      };
      opened('notes', 4, forever);
      opened('first', 1, forever);
    `;
    await page(databases, upgrading);
    const said = await page(
      databases,
      `print(await indexedDB.databases()); print([...(await opened('notes', 3)).objectStoreNames]);`,
    );
    expect(said).toEqual(['[{"name":"notes","version":3}]', '["files","notes"]']);
  });

  it('stay through pages that never touch them, and go when the device loses everything', async () => {
    const databases = new DeviceDatabases();
    await page(databases, FILL);
    await page(databases, 'print("something else");');
    await page(databases, 'indexedDB.deleteDatabase("no such");');
    expect(await page(databases, 'print(await indexedDB.databases());')).toEqual([
      '[{"name":"notes","version":3}]',
    ]);
    databases.forget();
    expect(await page(databases, 'print(await indexedDB.databases());')).toEqual(['[]']);
  });

  it('are deleted for good', async () => {
    const databases = new DeviceDatabases();
    await page(databases, FILL);
    await page(databases, 'await answer(indexedDB.deleteDatabase("notes"));');
    expect(await page(databases, 'print(await indexedDB.databases());')).toEqual(['[]']);
  });
});

describe('structuredClone', () => {
  it('copies what is something, not what only says so', async () => {
    const { run } = await testContext();
    const copied = (code: string): unknown => run(`JSON.stringify((${code}))`);
    expect(copied(`structuredClone({ [Symbol.toStringTag]: 'Date', a: 1 })`)).toBe('{"a":1}');
    expect(copied(`structuredClone({ [Symbol.toStringTag]: 'Map', a: 1 })`)).toBe('{"a":1}');
    expect(copied(`structuredClone({ [Symbol.toStringTag]: 'File', a: 1 })`)).toBe('{"a":1}');
    expect(copied(`structuredClone(new Date(7)).getTime()`)).toBe('7');
    expect(
      copied(
        `(() => { const a = { list: [1] }; a.self = a; const b = structuredClone(a); return b.self === b && b !== a; })()`,
      ),
    ).toBe('true');
    expect(
      copied(
        `(() => { try { structuredClone({ a: [() => {}] }); } catch (error) { return error.name; } })()`,
      ),
    ).toBe('"DataCloneError"');
    expect(
      copied(
        `(() => { try { structuredClone(new Map([[1, Promise.resolve()]])); } catch (error) { return error.name; } })()`,
      ),
    ).toBe('"DataCloneError"');
    expect(
      copied(
        `(() => { const e = structuredClone(new RangeError('no')); return [e instanceof Error, e.name, e.message]; })()`,
      ),
    ).toBe('[true,"RangeError","no"]');
  });
});
