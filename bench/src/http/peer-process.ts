/** Starts a peer server in a process of its own, so that it gets a core as our server does. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Peer {
  readonly port: number
  stop(): Promise<void>
}

/** Runs a script that sends `{ port }` once it listens. */
export async function startPeer(script: URL, args: readonly string[]): Promise<Peer> {
  const child = fork(fileURLToPath(script), [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The peer ${script.pathname} ended with ${String(code)} before it listened`)
    }),
  ])) as [{ port: number }]
  return {
    port: message.port,
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
