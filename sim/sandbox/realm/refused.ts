// What the sandbox refuses: the names exist, and using them says why not.
import { refusal } from './dom-exception.js';
import { defineValues, realmGlobal } from './globals.js';

/** Puts the refused names on the global. */
export function putRefused(): void {
  const refuse = (name: string, why: string): object => {
    const made = class {
      constructor() {
        throw refusal(name, why);
      }
    };
    Reflect.defineProperty(made, 'name', { value: name });
    return made;
  };
  defineValues(realmGlobal, {
    Worker: refuse('Worker', 'a second thread has no place in the virtual time'),
    SharedWorker: refuse('SharedWorker', 'a second thread has no place in the virtual time'),
    // It can be used, and never calls back: when memory is collected is up to the engine.
    FinalizationRegistry: class {
      register(): void {}

      unregister(): boolean {
        return false;
      }
    },
  });
  for (const name of ['wait', 'waitAsync']) {
    defineValues(Atomics, {
      [name]: () => {
        throw refusal(`Atomics.${name}`, 'it waits for real time');
      },
    });
  }
  // Not every version of Node has these, and they read the wall clock.
  for (const name of ['Temporal', 'ShadowRealm']) Reflect.deleteProperty(realmGlobal, name);
}
