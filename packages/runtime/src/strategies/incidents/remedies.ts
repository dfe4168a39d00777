/** The steps of playbooks as what they are: ordinary commands of the book, in somebody's name. */
import { type Actor, type Book, isFinal } from '@quarterdeck/engine'
import type { PartitionHost } from '../../partition/host.ts'
import type { CommandRequest } from '../../runtime.ts'
import type { RemedyAction } from './incident.ts'

export interface RemedyParts {
  readonly host: Pick<PartitionHost, 'submit' | 'partition'>
  /** Takes its run up in another session; nothing, where none runs. */
  readonly restart: (deploymentId: string, reason: string) => void
  /** Asks for a comparison of its newest run. */
  readonly compare: (actor: Actor, deploymentId: string) => Promise<void>
}

export interface Remedy {
  readonly action: RemedyAction
  readonly deploymentId: string
  readonly actor: Actor
  /** For the journal. */
  readonly reason: string
}

/** Only the system quarantines, whoever approved it. */
const SYSTEM: Actor = { kind: 'SYSTEM', id: 'playbook', name: 'Incident playbook', userId: null }
/** Orders that one step withdraws; more than a deployment has as a rule. */
const CANCELS_MAX = 1_000

/** Takes the step; what came of it, in words. Throws where it was refused: its words say why. */
export async function takeStep(parts: RemedyParts, remedy: Remedy): Promise<string> {
  const { action, deploymentId, actor, reason } = remedy
  const command = (by: Actor, request: CommandRequest) => submitted(parts, by, request)
  switch (action) {
    case 'PAUSE':
      await command(actor, { type: 'SetDeployment', deploymentId, desired: 'PAUSED', reason })
      return 'It is paused: it is told nothing new, and orders nothing'
    case 'STOP':
      await command(actor, {
        type: 'SetDeployment',
        deploymentId,
        desired: 'STOPPED',
        reason,
        cancelOrders: true,
      })
      return 'It is stopped, and its working orders are withdrawn'
    case 'QUARANTINE':
      await command(SYSTEM, { type: 'QuarantineDeployment', deploymentId, reason, cancelOrders: true })
      return 'It is quarantined until a person starts it'
    case 'RESTART':
      await command(actor, { type: 'SetDeployment', deploymentId, desired: 'RUNNING', reason })
      parts.restart(deploymentId, reason)
      return 'It is started, from where its run was left'
    case 'CANCEL_ORDERS': {
      const ids = workingOrderIds(parts.host.partition?.book ?? null, deploymentId)
      await Promise.all(ids.map((orderId) => cancelled(parts, actor, orderId)))
      return `Cancels are asked for of ${ids.length} working orders`
    }
    case 'COMPARE':
      await parts.compare(actor, deploymentId)
      return 'Its newest run is being compared with its replay'
    case 'NONE':
      return 'For a person to look at'
  }
}

async function submitted({ host }: RemedyParts, actor: Actor, request: CommandRequest): Promise<void> {
  const { outcome } = await host.submit(actor, request)
  if (outcome.kind === 'REFUSED') throw new Error(`${outcome.field ?? request.type}: ${outcome.message}`)
}

/** One that ended meanwhile has nothing left to cancel. */
async function cancelled(parts: RemedyParts, actor: Actor, orderId: string): Promise<void> {
  const { outcome } = await parts.host.submit(actor, { type: 'CancelOrder', orderId })
  if (outcome.kind !== 'REFUSED') return
  const order = parts.host.partition?.book.orders.get(orderId)
  if (order !== undefined && !isFinal(order.status)) throw new Error(outcome.message)
}

function workingOrderIds(book: Book | null, deploymentId: string): readonly string[] {
  if (book === null) return []
  const own = [...book.workingOrders.values()].filter((order) => order.deploymentId === deploymentId)
  return own.slice(0, CANCELS_MAX).map(({ id }) => id)
}
