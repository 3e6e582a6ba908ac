// IndexedDB, bundled as a script of its own, which a realm evaluates when it is first touched.
export * from 'fake-indexeddb';
