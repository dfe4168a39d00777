/**
 * The bundles that a runner keeps, by digest: the newest so many that were used. Both sides follow the same openings in the same
 * order, so both know what is kept without saying so.
 */

export const BUNDLES_KEPT_MAX = 32

export class KeptBundles<Kept> {
  readonly #kept = new Map<string, Kept>()

  /** What is kept of a digest, which is now the newest; undefined: nothing. */
  use(digest: string): Kept | undefined {
    const kept = this.#kept.get(digest)
    if (kept !== undefined) this.keep(digest, kept)
    return kept
  }

  keep(digest: string, kept: Kept): void {
    this.#kept.delete(digest)
    this.#kept.set(digest, kept)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= BUNDLES_KEPT_MAX) break
      this.#kept.delete(oldest)
    }
  }
}
