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

/** `path#name` of each function past the limit. Tests are left out: a `describe` is a list, not a function. */
export function longFunctions(file: SourceFile): readonly string[] {
  if (isForTests(file.path) || file.path.startsWith('e2e/')) return []
  const found: string[] = []
  const measure = (name: string, start: number, end: number) => {
    const lines = lineAt(file.text, end) - lineAt(file.text, start) + 1
    if (lines > FUNCTION_LINES_MAX) found.push(`${file.path}#${name}`)
  }
  new Visitor({
    FunctionDeclaration: (node) => measure(node.id?.name ?? 'default', node.start, node.end),
    VariableDeclarator: (node) => {
      const isFunction =
        node.init?.type === 'ArrowFunctionExpression' || node.init?.type === 'FunctionExpression'
      if (isFunction && node.id.type === 'Identifier') measure(node.id.name, node.start, node.end)
    },
    MethodDefinition: (node) => {
      measure(node.key.type === 'Identifier' ? node.key.name : 'method', node.start, node.end)
    },
  }).visit(parse(file).program)
  return found
}

function opensWithPurpose(text: string): boolean {
  const body = text.replace(/^#!.*\n/, '').replace(/^(['"])use \w+\1;?\s*/, '')
  return /^\s*(\/\*|\/\/)/.test(body)
}
