/**
 * Cuts a line of TypeScript, JavaScript or JSON into what it is made of, for colour. It is a reader's aid and no parser: where it
 * errs the colour is wrong, never the text, since the tokens of a line joined are the line.
 */

export type TokenKind = 'plain' | 'comment' | 'text' | 'keyword' | 'number'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
}

/** What a line begins inside of. */
export type LineStart = 'code' | 'comment' | 'template'

export interface TokenizedLine {
  readonly tokens: readonly Token[]
  /** What the next line begins inside of. */
  readonly next: LineStart
}

const keywords = new Set(
  (
    'abstract any as async await bigint boolean break case catch class const continue declare default delete do else enum ' +
    'export extends false finally for from function get if implements import in infer instanceof interface is keyof let ' +
    'never new null number object of private protected public readonly return satisfies set static string super switch ' +
    'symbol this throw true try type typeof undefined unknown var void while yield'
  ).split(' '),
)

const coloured = /\.(ts|tsx|mts|cts|js|jsx|mjs|cjs|json)$/i
const piece =
  /\/\/.*|\/\*|`|'(?:\\.|[^'\\])*'?|"(?:\\.|[^"\\])*"?|\d[\w.]*|[\p{L}_$][\p{L}\p{N}_$]*|\s+|[^\s\p{L}\p{N}_$'"`/]+|\//uy

/** Returns where what a line is inside of ends, the end included, or -1. */
function endOf(line: string, from: number, inside: Exclude<LineStart, 'code'>): number {
  if (inside === 'comment') {
    const end = line.indexOf('*/', from)
    return end < 0 ? -1 : end + 2
  }
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') at++
    else if (line[at] === '`') return at + 1
  }
  return -1
}

function kindOf(text: string): TokenKind {
  if (text.startsWith('//')) return 'comment'
  if (text.startsWith("'") || text.startsWith('"')) return 'text'
  if (/^\d/.test(text)) return 'number'
  return keywords.has(text) ? 'keyword' : 'plain'
}

/** Returns the tokens of one line that begins inside of `start`. */
export function tokenizeLine(line: string, start: LineStart): TokenizedLine {
  const tokens: Token[] = []
  const add = (kind: TokenKind, text: string) => {
    const last = tokens.at(-1)
    if (last?.kind === kind) tokens[tokens.length - 1] = { kind, text: last.text + text }
    else if (text !== '') tokens.push({ kind, text })
  }
  let inside: LineStart = start
  let at = 0
  while (at < line.length) {
    if (inside !== 'code') {
      const end = endOf(line, at, inside)
      add(inside === 'comment' ? 'comment' : 'text', line.slice(at, end < 0 ? undefined : end))
      if (end < 0) break
      at = end
      inside = 'code'
      continue
    }
    piece.lastIndex = at
    const text = piece.exec(line)?.[0] ?? line.charAt(at)
    at += text.length
    if (text === '/*') {
      inside = 'comment'
      add('comment', text)
    } else if (text === '`') {
      inside = 'template'
      add('text', text)
    } else add(kindOf(text), text)
  }
  return { tokens, next: inside }
}

/** Returns the tokens of every line of a file; a file of another kind has one plain token a line. */
export function tokenize(path: string, lines: readonly string[]): readonly (readonly Token[])[] {
  if (!coloured.test(path)) return lines.map((text) => (text === '' ? [] : [{ kind: 'plain', text }]))
  let start: LineStart = 'code'
  return lines.map((line) => {
    const { tokens, next } = tokenizeLine(line, start)
    start = next
    return tokens
  })
}

/** Returns the lines of a text; a line end at its end makes no line more. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
