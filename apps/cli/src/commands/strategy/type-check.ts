/** Checks the types of a strategy with our compiler and our SDK, wherever its file lies. */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { sdkDirectory, STRATEGY_COMPILER } from './template/places.ts'

/** A fault at its place; lines and columns count from 1. */
export interface TypeFault {
  /** As seen from the folder of the strategy. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** A project of our own in a temporary folder, that the compiler is asked about as often as needed. */
export interface TypeCheck {
  /** Every fault of the file and of what it imports; none where there is none. */
  faults(): Promise<readonly TypeFault[]>
  end(): void
}

/** A fault on one line, its place first. */
export function typeLine({ file, line, column, message }: TypeFault): string {
  return line === 0 ? message : `${file}:${line}:${column} ${message}`
}

const FAULT = /^(.+?)\((\d+),(\d+)\): error (TS\d+: .*)$/

export function openTypeCheck(path: string): TypeCheck {
  const directory = mkdtempSync(join(tmpdir(), 'quarterdeck-check-'))
  const project = join(directory, 'tsconfig.json')
  const sdk = (...file: readonly string[]): readonly string[] => [join(sdkDirectory(), ...file)]
  const paths = {
    '@quarterdeck/sdk': sdk('index.ts'),
    '@quarterdeck/sdk/testing': sdk('testing', 'index.ts'),
  }
  writeFileSync(project, JSON.stringify({ compilerOptions: { ...STRATEGY_COMPILER, paths }, files: [path] }))
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  )
  return {
    async faults() {
      const said = await run([compiler, '-p', project, '--pretty', 'false'], directory)
      return faultsOf(said, { directory, folder: dirname(path) })
    },
    end: () => rmSync(directory, { recursive: true, force: true }),
  }
}

function run(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (piece: string) => (said += piece))
    child.on('error', reject)
    child.on('close', () => resolve(said))
  })
}

/** The compiler's lines; those that begin with a blank go on with the fault before. */
function faultsOf(
  said: string,
  at: { readonly directory: string; readonly folder: string },
): readonly TypeFault[] {
  const faults: TypeFault[] = []
  for (const line of said.split('\n')) {
    const [, file, row, column, message] = FAULT.exec(line) ?? []
    if (file !== undefined)
      faults.push({
        file: relative(at.folder, join(at.directory, file)),
        line: Number(row),
        column: Number(column),
        message: message!,
      })
    else if (line.startsWith(' ') && faults.length > 0) {
      const last = faults.pop()!
      faults.push({ ...last, message: `${last.message}\n${line}` })
    } else if (line.startsWith('error '))
      faults.push({ file: '', line: 0, column: 0, message: line.slice(6) })
  }
  return faults
}
