/**
 * Code that got out of its compartment, for the tests of the walls behind it: tries everything, and says what it was told.
 *
 * Its third argument says which wall stands alone: SYSTEM (the kernel's), NODE (the permission model) or STRIPPED (what is left of
 * the outer realm).
 */

import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { dlopen } from 'node:ffi'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { Worker } from 'node:worker_threads'
import { languageGlobals, hardenRealm } from '../../sandbox/hardened-realm.ts'
import { giveUpPermissions, stripProcess } from '../bare-process.ts'
import { raiseWalls } from '../walls.ts'

const [, , parentPid, memoryMiB, wall] = process.argv

type Attempt = () => unknown

const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'read a file': () => readFileSync('/etc/hostname'),
  'list a folder': () => readdirSync('/'),
  'write a file': () => writeFileSync('/tmp/escaped', 'evil'),
  'open its own memory': () => openSync('/proc/self/mem', 'r+'),
  'start a process': () => execFileSync('/bin/true'),
  'signal its parent': () => process.kill(Number(parentPid), 0),
  'signal everybody': () => process.kill(-1, 0),
  'connect to a port': () => once(connect(9, '127.0.0.1'), 'connect'),
  'send a datagram': () =>
    new Promise((resolve, reject) => {
      const socket = createSocket('udp4')
      socket.once('error', reject)
      socket.send('evil', 9, '127.0.0.1', (error) => (error === null ? resolve(1) : reject(error)))
    }),
  'ask for a name': () => lookup('localhost'),
  'start a thread': () => once(new Worker('1', { eval: true }), 'online'),
  'load a library': () => process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6'),
  'call the C library': () => dlopen(null, { getpid: { arguments: [], return: 'int32' } }),
  'open a database': () => {
    const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as {
      DatabaseSync: new (path: string) => unknown
    }
    return new DatabaseSync('/tmp/escaped.sqlite')
  },
}

async function told(attempt: Attempt): Promise<string> {
  try {
    await attempt()
    return 'DONE'
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code ?? message
  }
}

const raised: readonly string[] = wall === 'SYSTEM' ? raiseWalls(Number(memoryMiB)) : []
if (wall === 'NODE') giveUpPermissions()
const say = (what: unknown): void => void writeSync(1, `${JSON.stringify(what)}\n`)
const { reallyExit } = process as unknown as { reallyExit(code: number): never }
const end = reallyExit.bind(process)

if (wall === 'STRIPPED') {
  const { process: emptied, globalThis: realm } = globalThis
  hardenRealm()
  const language = languageGlobals()
  stripProcess((name) => language.has(name))
  const left = Object.getOwnPropertyNames(realm).filter((name) => !language.has(name))
  const usable = Reflect.ownKeys(emptied).filter((key) => typeof Reflect.get(emptied, key) === 'function')
  say({ globals: left, process: usable.map(String) })
} else {
  const answers: Record<string, string> = {}
  // One by one: a wall that kills or hangs is then seen at its attempt.
  for (const [name, attempt] of Object.entries(ATTEMPTS)) {
    if (wall === 'SYSTEM' && ['start a thread', 'ask for a name', 'call the C library'].includes(name))
      continue
    answers[name] = await told(attempt)
  }
  say({ raised, answers })
}
end(0)
