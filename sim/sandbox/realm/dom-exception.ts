// DOMException, with the codes that old code compares.

const CODES: Readonly<Record<string, number>> = {
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  InvalidCharacterError: 5,
  NotFoundError: 8,
  NotSupportedError: 9,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidAccessError: 15,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  QuotaExceededError: 22,
  TimeoutError: 23,
  DataCloneError: 25,
};

/** The error of the web platform. */
export class DOMException extends Error {
  static readonly ABORT_ERR = 20;
  static readonly QUOTA_EXCEEDED_ERR = 22;
  static readonly TIMEOUT_ERR = 23;

  constructor(message = '', nameOrOptions: string | { name?: string; cause?: unknown } = 'Error') {
    super(message === undefined ? '' : `${message}`);
    const options = typeof nameOrOptions === 'object' ? nameOrOptions : { name: nameOrOptions };
    const value = `${options.name ?? 'Error'}`;
    Reflect.defineProperty(this, 'name', { value, configurable: true, writable: true });
    if ('cause' in options) {
      Reflect.defineProperty(this, 'cause', { value: options.cause, configurable: true, writable: true });
    }
  }

  get code(): number {
    return CODES[this.name] ?? 0;
  }

  get [Symbol.toStringTag](): string {
    return 'DOMException';
  }
}

/** What a part of the platform says that the sandbox does not have. */
export function refusal(what: string, why: string): DOMException {
  return new DOMException(`${what} is refused in the sandbox: ${why}`, 'NotSupportedError');
}
