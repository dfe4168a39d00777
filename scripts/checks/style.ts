/**
 * The habits of the house that a machine can see: small files named for an idea, opened with what they are for,
 * and functions that fit a screen.
 */
import { Visitor } from 'oxc-parser'
import { isForTests } from './rooms.ts'
import { lineAt, parse, type SourceFile } from './source-files.ts'

/** A file past this holds more than one idea. Aim at 40 to 150. */
export const FILE_LINES_MAX = 500

/** A function past this does not fit a screen. */
export const FUNCTION_LINES_MAX = 70

const NAMELESS = /(^|[/.-])(utils?|helpers?|common|misc|manager|stuff)(?=[/.-])/i

/** Says what is wrong with a file's name, length and opening, a line each. A test's titles are its opening. */
export function fileFaults(file: SourceFile): readonly string[] {
  const lines = file.text.split('\n').length - 1
  const nameless = NAMELESS.exec(file.path)?.[2]
  return [
    ...(nameless
      ? [`${file.path}: "${nameless}" names no idea: call it what it does, or put it where it is used`]
      : []),
    ...(lines > FILE_LINES_MAX
      ? [`${file.path}: ${lines} lines, at most ${FILE_LINES_MAX}: split it by idea`]
      : []),
    ...(isForTests(file.path) || opensWithPurpose(file.text)
      ? []
      : [`${file.path}: open the file with a comment that says what it is for`]),
  ]
}

interface Span {
  readonly name: string
  readonly first: number
  readonly last: number
}

/**
 * `path#name` of each function past the limit. A named function inside another counts on its own, not for the outer
 * one: a factory of small functions is a list of them. Tests are left out for the same reason.
 */
export function longFunctions(file: SourceFile): readonly string[] {
  if (isForTests(file.path) || file.path.startsWith('e2e/')) return []
  const spans = namedFunctions(file)
  const inside = (inner: Span, outer: Span) =>
    inner !== outer && inner.first >= outer.first && inner.last <= outer.last
  const length = (span: Span) => span.last - span.first + 1
  return spans
    .filter((outer) => {
      const within = spans.filter((span) => inside(span, outer))
      const nearest = within.filter((span) => !within.some((other) => inside(span, other)))
      return length(outer) - nearest.reduce((sum, span) => sum + length(span), 0) > FUNCTION_LINES_MAX
    })
    .map(({ name }) => `${file.path}#${name}`)
}

function namedFunctions(file: SourceFile): readonly Span[] {
  const spans: Span[] = []
  const add = (name: string, start: number, end: number) =>
    spans.push({ name, first: lineAt(file.text, start), last: lineAt(file.text, end) })
  // An arrow without a block is one expression, such as a table of a type's fields: a list, not steps.
  const isFunction = (node: { readonly type: string; readonly expression?: unknown } | null) =>
    node?.type === 'FunctionExpression' ||
    (node?.type === 'ArrowFunctionExpression' && node.expression !== true)
  new Visitor({
    FunctionDeclaration: (node) => add(node.id?.name ?? 'default', node.start, node.end),
    VariableDeclarator: ({ id, init, start, end }) => {
      if (isFunction(init) && id.type === 'Identifier') add(id.name, start, end)
    },
    MethodDefinition: ({ key, start, end }) =>
      add(key.type === 'Identifier' ? key.name : 'method', start, end),
    Property: ({ key, value, start, end }) => {
      if (isFunction(value) && key.type === 'Identifier') add(key.name, start, end)
    },
  }).visit(parse(file).program)
  return spans
}

function opensWithPurpose(text: string): boolean {
  const body = text.replace(/^#!.*\n/, '').replace(/^(['"])use \w+\1;?\s*/, '')
  return /^\s*(\/\*|\/\/)/.test(body)
}
