/** The colours of code: the desk's own, so that light and dark both keep their contrast. */
import type { TokenKind } from './tokens.ts'

export const tokenLook: Readonly<Record<TokenKind, string>> = {
  plain: '',
  comment: 'text-ink-3 italic',
  text: 'text-ok',
  keyword: 'text-accent font-medium',
  number: 'text-warn',
}

/** Height of a line of code, pixels. */
export const CODE_LINE_PX = 18
