/** Checks the author's modules against the types of the SDK, by our settings alone. Runs in the build's child process. */

import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { type BuildProblem, problemOf } from './outcome.ts'
import { SOURCE_FOLDER } from './workspace.ts'

const SETTINGS = {
  target: 'es2024',
  lib: ['es2024'],
  types: [],
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  isolatedModules: true,
  allowJs: true,
  checkJs: false,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  forceConsistentCasingInFileNames: true,
}

const SAID_MAX = 1_000_000

export interface TypeChecked {
  readonly problems: readonly BuildProblem[]
  /** What the compiler printed. */
  readonly text: string
}

/** `modules` are paths of the author's tree. */
export async function checkTypes(directory: string, modules: readonly string[]): Promise<TypeChecked> {
  const files = modules.filter((path) => !path.endsWith('.json')).map((path) => `${SOURCE_FOLDER}/${path}`)
  const project = join(directory, 'tsconfig.json')
  writeFileSync(project, JSON.stringify({ compilerOptions: SETTINGS, files }))
  const compiler = compilerFile()
  const { code, text } = await run(compiler, ['-p', project, '--pretty', 'false', '--listFiles'], directory)
  const { read, said } = parted(text)
  const outside = read.find(
    (file) => ![directory, dirname(compiler)].some((home) => file.startsWith(`${home}${sep}`)),
  )
  if (outside !== undefined) {
    // Not another word: what the compiler says could quote what it read.
    return {
      problems: [problemOf('REFERENCE', 'the types lead to a file outside of the source and its packages')],
      text: '',
    }
  }
  const words = said.replaceAll(`${directory}${sep}`, '')
  const problems = problemsOf(words)
  if (code === 0 || problems.length > 0) return { problems, text: words }
  // Its own stack, memory or patience: what the source asked of it was too much.
  return {
    problems: [problemOf('TYPES', 'the compiler gave up on these types; make them simpler')],
    text: words,
  }
}

/** What the compiler read, a line a file, apart from what it says. */
function parted(text: string): { readonly read: readonly string[]; readonly said: string } {
  const lines = text.split(/\r?\n/)
  return {
    read: lines.filter((line) => isAbsolute(line)),
    said: lines.filter((line) => !isAbsolute(line)).join('\n'),
  }
}

/** The version of the compiler that is used. */
export function compilerVersion(): string {
  const { version } = JSON.parse(readFileSync(packageFile(), 'utf8')) as { version: string }
  return version
}

function packageFile(): string {
  return createRequire(import.meta.url).resolve('typescript/package.json')
}

/** The compiler itself, and not the script that starts it: one process less, and nothing looked up by name. */
function compilerFile(): string {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`
  const folder = dirname(createRequire(packageFile()).resolve(`${platform}/package.json`))
  return join(folder, 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc')
}

function run(
  file: string,
  args: readonly string[],
  directory: string,
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: directory, env: { TZ: 'UTC' }, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    const hear = (piece: Buffer): void => {
      if (text.length < SAID_MAX) text += piece.toString('utf8')
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, text }))
  })
}

const OWN = new RegExp(`^${SOURCE_FOLDER}/`)
const LINE = /^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/

/** Problems of the compiler's lines; lines that are set in belong to the one before. */
function problemsOf(text: string): readonly BuildProblem[] {
  const problems: BuildProblem[] = []
  for (const line of text.split(/\r?\n/)) {
    const [found, file, row, column, code, message] = LINE.exec(line) ?? []
    const last = problems.at(-1)
    if (found !== undefined) {
      problems.push({
        rule: 'TYPES',
        file: file?.replace(OWN, '') ?? null,
        line: row === undefined ? null : Number(row),
        column: column === undefined ? null : Number(column),
        message: `${message} (${code})`,
      })
    } else if (last !== undefined && /^\s+\S/.test(line)) {
      problems[problems.length - 1] = { ...last, message: `${last.message}\n${line}` }
    }
  }
  return problems
}
