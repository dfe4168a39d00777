/**
 * The programs of the machine that tests need: PostgreSQL's server binaries and Chromium.
 *
 * On Debian as root they are installed when absent; elsewhere what to install is said, and the tests that need
 * them fail.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findPostgresBin } from '@quarterdeck/testkit'
import { type Check, verdict, type Verdict } from './checks/check.ts'
import { run } from './command.ts'

interface Program {
  readonly title: string
  readonly debianPackages: readonly string[]
  readonly elsewhere: string
  isPresent(): boolean
}

const PROGRAMS: readonly Program[] = [
  {
    title: 'PostgreSQL 14 or newer',
    debianPackages: ['postgresql'],
    elsewhere: 'install PostgreSQL (e.g. `brew install postgresql@17`), with initdb and postgres on PATH',
    isPresent: () => findPostgresBin() !== undefined,
  },
  {
    title: 'Chromium',
    debianPackages: ['chromium', 'fonts-liberation'],
    elsewhere: 'install Chromium or Google Chrome, or name its binary in CHROMIUM_PATH',
    isPresent: () => findChromium() !== undefined,
  },
]

/** Returns the path of a Chromium to drive, or undefined. `CHROMIUM_PATH` comes first. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const dirs = (process.env.PATH ?? '').split(delimiter)
  const candidates = [
    ...(process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : []),
    ...names.flatMap((name) => dirs.map((dir) => join(dir, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ]
  return candidates.find((path) => existsSync(path))
}

export const machine: Check = {
  name: 'machine',
  run: async (root) => {
    const absent = PROGRAMS.filter((program) => !program.isPresent())
    if (absent.length > 0 && isDebianRoot()) await installDebian(root, absent)
    return PROGRAMS.map((program): Verdict => {
      const faults = program.isPresent() ? [] : [`${program.title} is not here: ${program.elsewhere}`]
      return verdict(`machine: ${program.title}`, faults)
    })
  },
}

function isDebianRoot(): boolean {
  return existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
}

async function installDebian(root: string, absent: readonly Program[]): Promise<void> {
  const packages = absent.flatMap((program) => program.debianPackages)
  console.error(`Installing ${packages.join(', ')} ...`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const update = await run('apt-get', ['update', '-qq'], { cwd: root, env })
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  const outcome = update.code === 0 ? await run('apt-get', install, { cwd: root, env }) : update
  if (outcome.code !== 0) console.error(outcome.output)
}
