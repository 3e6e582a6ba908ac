// Logs for tests: texts as sources, and simulated runs as logs.
import type { LogSource } from './log-file.js';

/** A text as a log; in pieces of a few bytes if asked for. */
export function sourceOf(
  text: string,
  options: { readonly name?: string; readonly piece?: number } = {},
): LogSource {
  const bytes = new TextEncoder().encode(text);
  const { name = 'phone.jsonl', piece = bytes.length } = options;
  return { name, chunks: pieces(bytes, Math.max(1, piece)) };
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
