// Rejections that nobody handles come to the process; whose they are is told by their prototype, since each realm has its own.

type Take = (reason: unknown, promise: unknown) => void;

/** Who takes the rejections of promises with this prototype; undefined for those of somebody else. */
export type RejectionOwner = (prototype: unknown) => Take | undefined;

const owners: RejectionOwner[] = [];

/** Asks an owner from now on. What nobody owns is thrown when it is of the process's own realm, and forgotten otherwise. */
export function ownRejections(owner: RejectionOwner): void {
  if (owners.length === 0) process.on('unhandledRejection', onRejection);
  if (!owners.includes(owner)) owners.push(owner);
}

function onRejection(reason: unknown, promise: unknown): void {
  const prototype: unknown = Object.getPrototypeOf(promise);
  for (const owner of owners) {
    const take = owner(prototype);
    if (take !== undefined) {
      take(reason, promise);
      return;
    }
  }
  if (prototype === Promise.prototype) throw reason;
}
