// Delta debugging (Zeller and Hildebrandt): the smallest part of a list that still does something.

/**
 * A sublist, in order, for which `keeps` is true and of which no single element can be left out.
 *
 * @param keeps must be true for the whole list; asked for every candidate, largest cuts first
 * @example minimal([1, 2, 3, 4], (list) => list.includes(3)) // [3]
 */
export function minimal<T>(list: readonly T[], keeps: (candidate: readonly T[]) => boolean): readonly T[] {
  if (list.length > 0 && keeps([])) return [];
  let kept = list;
  let parts = 2;
  while (kept.length >= 2) {
    const size = Math.ceil(kept.length / parts);
    const smaller = withoutOnePart(kept, size, keeps);
    if (smaller !== undefined) {
      kept = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) {
      return kept;
    } else {
      parts = Math.min(kept.length, parts * 2);
    }
  }
  return kept;
}

// The end of a schedule matters less than its beginning once something has failed, so it is cut first.
function withoutOnePart<T>(
  list: readonly T[],
  size: number,
  keeps: (candidate: readonly T[]) => boolean,
): readonly T[] | undefined {
  for (let end = list.length; end > 0; end -= size) {
    const from = Math.max(0, end - size);
    const candidate = [...list.slice(0, from), ...list.slice(end)];
    if (candidate.length > 0 && keeps(candidate)) return candidate;
  }
  return undefined;
}
