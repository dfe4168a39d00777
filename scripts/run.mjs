/**
 * The way in for `npm start`, `npm test` and the other root scripts, on whatever Node npm itself runs on (20.19 or newer).
 *
 * Installs when the lockfile changed since the last install, then hands over to the Node that the lockfile pins.
 * Uses no dependency, because it runs before there are any.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runOnPinnedNode } from '../apps/cli/bin/pinned-node.mjs'

const OLDEST = [20, 19]

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

refuseOlderNode()
installWhenStale()
const [task = 'test', ...rest] = process.argv.slice(2)
process.exit(task === 'start' ? await start(rest) : await runTask([task, ...rest]))

/** Prepares generated code and the console, then serves until it is told to stop. */
async function start(args) {
  const prepared = await runTask(['prepare'])
  if (prepared !== 0) return prepared
  return runOnPinnedNode(root, [join(root, 'apps', 'cli', 'src', 'main.ts'), 'serve', ...args], { cwd: root })
}

function runTask(args) {
  return runOnPinnedNode(root, [join(root, 'scripts', 'tasks.ts'), ...args], { cwd: root })
}

function refuseOlderNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return
  console.error(
    `Node ${process.versions.node} is too old to install Quarterdeck: ${OLDEST.join('.')} or newer is needed.`,
  )
  process.exit(1)
}

function installWhenStale() {
  const stamp = join(root, 'node_modules', '.lock-sha256')
  const lockfile = readFileSync(join(root, 'package-lock.json'))
  const wanted = createHash('sha256').update(lockfile).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  if (!isInstalled(JSON.parse(lockfile.toString()))) install()
  writeFileSync(stamp, wanted)
}

/** Whether npm's own record of node_modules agrees with the lockfile: somebody ran `npm ci` by hand. */
function isInstalled(lock) {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const locked = Object.entries(lock.packages).filter(([path]) => path.startsWith('node_modules/'))
  const agrees = ([path, { version, integrity, optional, devOptional, peer }]) => {
    const found = installed[path]
    // Another platform's binaries and optional peers are locked, yet rightly absent.
    if (!found) return Boolean(optional || devOptional || peer)
    return found.version === version && found.integrity === integrity
  }
  return locked.every(agrees) && Object.keys(installed).every((path) => path in lock.packages)
}

function install() {
  console.error('Installing dependencies (about a minute, once per lockfile) ...')
  const byNpm = process.env.npm_execpath
  // loglevel=error: the tools need the pinned Node, and npm would warn once per package that this one is older.
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error']
  const result = spawnSync(byNpm ? process.execPath : 'npm', byNpm ? [byNpm, ...args] : args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: !byNpm && process.platform === 'win32',
  })
  if (result.status === 0) return
  console.error('Dependencies could not be installed; the reason is above. Nothing was started.')
  process.exit(1)
}
