/** Git repositories for tests, with what no honest tool would commit. */

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export class Repository {
  readonly directory = mkdtempSync(join(tmpdir(), 'quarterdeck-repository-'))

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main')
  }

  get url(): string {
    return `file://${this.directory}`
  }

  git(...args: readonly string[]): string {
    const identity = [
      '-c',
      'user.name=Someone',
      '-c',
      'user.email=someone@example.org',
      '-c',
      'core.protectNTFS=false',
    ]
    return execFileSync('git', [...identity, ...args], {
      cwd: this.directory,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  }

  /** Commits files; gives the commit. */
  commit(files: Readonly<Record<string, string | Uint8Array>>): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.directory, path)), { recursive: true })
      writeFileSync(join(this.directory, path), content)
    }
    this.git('add', '--all')
    this.git('commit', '--quiet', '--message=files')
    return this.git('rev-parse', 'HEAD')
  }

  /** Commits one entry of any mode, as no work tree could hold it. */
  commitEntry(mode: string, path: string, object: string): string {
    this.git('update-index', '--add', '--cacheinfo', `${mode},${object},${path}`)
    this.git('commit', '--quiet', '--message=entry')
    return this.git('rev-parse', 'HEAD')
  }

  /** Stores content; gives its name. */
  store(content: string): string {
    return execFileSync('git', ['hash-object', '-w', '--stdin'], {
      cwd: this.directory,
      input: content,
      encoding: 'utf8',
    }).trim()
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true })
  }
}
