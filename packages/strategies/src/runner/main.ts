/**
 * A runner: one process that holds sessions of users' strategies, one of a deployment of its own (strategy-runner) or many small
 * ones of one organization (multiplexer-runner).
 *
 * Instructions come framed on standard input, answers go framed to standard output. Before the first stranger's code is read it
 * has given up everything but these two pipes and its clocks.
 *
 * Arguments: the parent's process id, and the memory that it may have, MiB.
 */

import { writeSync } from 'node:fs'
import { FrameFault } from '../protocol/frame.ts'
import type { HelloMessage, ParentMessage, Wall } from '../protocol/messages.ts'
import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION } from '../protocol/version.ts'
import { hardenRealm, languageGlobals } from '../sandbox/hardened-realm.ts'
import { countPromises } from '../sandbox/promise-count.ts'
import { giveUpPermissions, stripProcess } from './bare-process.ts'
import { Channel, ChannelClosed } from './channel.ts'
import { RUNNER_EXIT } from './exit-codes.ts'
import type { Clocks } from './hosted-session.ts'
import { SessionTable } from './session-table.ts'
import { raiseWalls } from './walls.ts'

const STDERR = 2
const [, , parentPid, memoryMiB] = process.argv
// Taken hold of before `process` is emptied.
const { pid } = process
const end = (process as unknown as { reallyExit(code: number): never }).reallyExit.bind(process)
const processor = process.threadCpuUsage.bind(process)
const clocks: Clocks = {
  wallMs: performance.now.bind(performance),
  processorMicros: () => {
    const { user, system } = processor()
    return user + system
  },
}

function exit(code: number, message?: string): never {
  if (message !== undefined) writeSync(STDERR, `${message.slice(0, 2_000)}\n`)
  return end(code)
}

/** Gives up everything; says which walls of the system stand. */
function settleIn(): readonly Wall[] {
  const walls = raiseWalls(Number(memoryMiB))
  // A parent that died before the wall stood would not be noticed: what it wrote may never end.
  if (process.ppid !== Number(parentPid)) exit(RUNNER_EXIT.orphaned)
  giveUpPermissions()
  countPromises()
  hardenRealm()
  const isOfLanguage = languageGlobals()
  stripProcess((name) => isOfLanguage.has(name))
  return walls
}

function greet(channel: Channel, walls: readonly Wall[]): HelloMessage {
  const hello = channel.receive()
  if (hello.type !== 'hello') exit(RUNNER_EXIT.badMessage, `the first message was ${hello.type}`)
  const protocol = Math.min(hello.protocol, PROTOCOL_VERSION)
  if (!(protocol >= OLDEST_PROTOCOL_VERSION))
    exit(
      RUNNER_EXIT.badProtocol,
      `protocol ${hello.protocol} is asked for, and ${OLDEST_PROTOCOL_VERSION} to ${PROTOCOL_VERSION} are spoken`,
    )
  channel.send({ type: 'ready', protocol, pid, walls }, hello.budgets.frameBytesMax)
  return hello
}

function obey(message: ParentMessage, table: SessionTable): void {
  switch (message.type) {
    case 'input':
    case 'replay':
      table.input(message)
      return
    case 'open':
      table.open(message)
      return
    case 'snapshot':
      table.snapshot(message)
      return
    case 'close':
      table.close(message)
      return
    default:
      exit(RUNNER_EXIT.badMessage, `a message of type ${String(message.type)} came`)
  }
}

/** Never returns to the event loop: no promise job, timer or callback of the collector ever runs beside an input. */
function serve(): never {
  const walls = settleIn()
  const channel = new Channel()
  const { budgets } = greet(channel, walls)
  const table = new SessionTable(channel, budgets, clocks)
  for (;;) {
    if (!channel.hasNext) table.settle(true)
    obey(channel.receive(), table)
  }
}

try {
  serve()
} catch (error) {
  if (error instanceof ChannelClosed)
    exit(error.side === 'PARENT_WRITES' ? RUNNER_EXIT.done : RUNNER_EXIT.orphaned)
  if (error instanceof FrameFault) exit(RUNNER_EXIT.badMessage, error.message)
  exit(RUNNER_EXIT.fault, error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}
