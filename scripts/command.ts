/** Runs a tool and keeps what it said, so that a check can show it only when it matters. */
import { spawn } from 'node:child_process'

export interface Outcome {
  /** The exit code; 1 when a signal ended the tool. */
  readonly code: number
  /** Standard output and standard error as they came, without colour codes. */
  readonly output: string
  /** Standard output alone, as it came. */
  readonly stdout: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Also shows the output while it comes; for tools that take long. */
  readonly show?: boolean
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** Runs `command` from PATH, which starts with the workspace's own tools. Never rejects for a failing tool. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...(options.show ? {} : { NO_COLOR: '1' }), ...options.env }
    const child = spawn(command, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let stdout = ''
    // Whole characters: a chunk may end inside one.
    child.stdout.setEncoding('utf8')
    child.stderr.setEncoding('utf8')
    const take = (chunk: string) => {
      output += chunk
      if (options.show) process.stdout.write(chunk)
    }
    child.stdout.on('data', (chunk: string) => {
      stdout += chunk
      take(chunk)
    })
    child.stderr.on('data', take)
    const passOn = () => child.kill('SIGTERM')
    process.once('SIGTERM', passOn)
    const finish = (code: number) => {
      process.off('SIGTERM', passOn)
      resolve({ code, output: output.replaceAll(COLOUR, '').trim(), stdout })
    }
    child.once('error', (error) => {
      output += `${command} could not be started: ${error.message}`
      finish(1)
    })
    child.once('close', (code) => finish(code ?? 1))
  })
}
