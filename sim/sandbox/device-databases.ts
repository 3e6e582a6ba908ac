// The databases of a device, which outlive its pages.

interface DatabaseCode {
  save(): unknown;
  restore(kept: unknown): void;
}

/**
 * Keeps IndexedDB from page to page.
 *
 * @example platformFor({ …, loadScript: () => databases.load(() => indexedDb.runInContext(context)) })
 */
export class DeviceDatabases {
  private kept: unknown;
  private code: DatabaseCode | undefined;

  /** Evaluates IndexedDB for a page that touches it for the first time. */
  load(evaluate: () => unknown): unknown {
    const code = evaluate() as DatabaseCode;
    if (this.kept !== undefined) code.restore(this.kept);
    this.code = code;
    return code;
  }

  /** The page is gone, and the device has what it committed. */
  leavePage(): void {
    if (this.code !== undefined) this.kept = this.code.save();
    this.code = undefined;
  }

  /** The device loses everything. */
  forget(): void {
    this.kept = undefined;
    this.code = undefined;
  }
}
