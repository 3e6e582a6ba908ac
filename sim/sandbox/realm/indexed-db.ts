// IndexedDB, bundled as a script of its own, which a realm evaluates when it is first touched.
export * from 'fake-indexeddb';
export { restore, save } from './kept-databases.js';
