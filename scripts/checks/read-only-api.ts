/**
 * The API never writes to the trading tables: a command goes to the runtime, which journals it first.
 *
 * A row written by a resolver would be lost at the next rebuild from the journal and missing from the audit.
 * Identity (users, sessions, organizations, keys) is not journaled; better-auth writes it, through `apps/api/src/identity/` and, at a first start, `apps/api/src/seed/`.
 */
import { Visitor } from 'oxc-parser'
import { type Check, verdict } from './check.ts'
import { isForTests } from './rooms.ts'
import { importsOf, lineAt, parse, type SourceFile, sourceFiles } from './source-files.ts'

/** The rooms of the API that may hold a client able to write: identity, and what makes people and organizations at a first start. */
const MAY_WRITE = ['apps/api/src/identity/', 'apps/api/src/seed/']

const WRITES = new Set(
  (
    'create createMany createManyAndReturn update updateMany updateManyAndReturn upsert delete deleteMany ' +
    '$executeRaw $executeRawUnsafe $transaction'
  ).split(' '),
)

export const readOnlyApi: Check = {
  name: 'read-only-api',
  run: async (root) => {
    const faults = sourceFiles(root, ['apps/api']).flatMap(writeFaults)
    return [verdict('boundaries: resolvers never write to the database', faults)]
  },
}

/** Names each place in a file of the API that can write through Prisma. */
function writeFaults(file: SourceFile): readonly string[] {
  if (isForTests(file.path) || MAY_WRITE.some((folder) => file.path.startsWith(folder))) return []
  const faults = importsOf(file)
    .filter((found) => /generated\/prisma|@prisma\/client/.test(found.specifier) && !found.typeOnly)
    .filter((found) => found.names.includes('PrismaClient'))
    .map(
      (found) =>
        `${file.path}:${found.line} imports a writing Prisma client: use the context's read-only one`,
    )
  const report = (name: string, start: number) =>
    faults.push(
      `${file.path}:${lineAt(file.text, start)} calls prisma…${name}: submit a command to the runtime`,
    )
  new Visitor({
    CallExpression: ({ callee, start }) => {
      const path = pathOf(callee)
      const method = path.at(-1)
      if (method && path.includes('prisma') && WRITES.has(method)) report(method, start)
    },
    TaggedTemplateExpression: ({ tag, start }) => {
      const path = pathOf(tag)
      const method = path.at(-1)
      if (method && path.includes('prisma') && WRITES.has(method)) report(method, start)
    },
  }).visit(parse(file).program)
  return faults
}

interface Node {
  readonly type: string
  readonly name?: unknown
  readonly object?: unknown
  readonly property?: unknown
}

/** The names along `a.b.c`, outermost first; what is not a plain name is left out. */
function pathOf(node: unknown): readonly string[] {
  if (!isNode(node)) return []
  if (node.type === 'Identifier') return typeof node.name === 'string' ? [node.name] : []
  if (node.type !== 'MemberExpression') return []
  return [...pathOf(node.object), ...pathOf(node.property)]
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
