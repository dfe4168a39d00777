/**
 * Why a deployment is quarantined, as the book takes it. Its last part is the strategy's own words: whatever they are, they must not
 * keep the quarantine from being recorded.
 */

/** As long as the book takes a reason. */
const LENGTH_MAX = 500
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/gu

export function plainReason(text: string): string {
  const plain = text.slice(0, LENGTH_MAX).toWellFormed().replaceAll(UNPRINTABLE, ' ').trim()
  return plain === '' ? 'no reason given' : plain
}
