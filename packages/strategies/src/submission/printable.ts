/** Strangers' words in a form that no terminal, log or database acts on. */

/** Whether a text is plain: well-formed Unicode without controls, but for line ends and tabs. */
export function isPlain(text: string): boolean {
  return text.isWellFormed() && !/[^\P{Cc}\n\t]/u.test(text)
}

/** The text with what is not plain written out. */
export function plain(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\n\t]/gu, written)
}

/** A name on one line: nothing invisible in it, and no space but the usual one. */
export function printableName(name: string): string {
  return name.toWellFormed().replace(/[^\P{C}]|[^\P{Z} ]/gu, written)
}

function written(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
