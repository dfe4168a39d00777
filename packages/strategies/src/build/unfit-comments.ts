/**
 * Blanks comments that a compartment would take for code. The bundler keeps comments in the midst of expressions, and a compartment
 * looks at text, not at syntax. Lines and columns stay what they are.
 */

import { parseSync } from 'oxc-parser'
import { unfitWords } from './module-rules.ts'

export function blankUnfitComments(bundle: string): string {
  if (unfitWords(bundle) === null) return bundle
  const { comments } = parseSync('bundle.js', bundle, { lang: 'js', sourceType: 'script' })
  let text = ''
  let at = 0
  for (const { start, end } of comments) {
    if (unfitWords(bundle.slice(start, end)) === null) continue
    text += bundle.slice(at, start) + bundle.slice(start, end).replace(/\S/g, ' ')
    at = end
  }
  return text + bundle.slice(at)
}
