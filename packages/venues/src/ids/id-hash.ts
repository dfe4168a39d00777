/** Where the ids that venues give, and that ours are made of, belong in a table: those of a run differ in their ends only. */

/**
 * FNV-1a of an id, mixed: its low bits pick an entry, and ids that count up must not cluster. The lowest three are the last
 * character's own, so that ids that differ in their last digit lie side by side in one line of the cache.
 */
export function idHash(id: string, from = 0): number {
  const last = id.length - 1
  const end = last < 0 ? 0 : id.charCodeAt(last)
  let hash = 0x811c9dc5 ^ (end >>> 3)
  for (let at = from; at < last; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) & ~7) | (end & 7)
}
