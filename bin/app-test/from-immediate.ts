// Where runs of apps begin: promises can be run in the middle of a run only when none is under way around it.

/** Runs something from an immediate of its own, where promises can be run in the middle of it. */
export function fromImmediate<T>(make: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(make());
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}
