/** What must hold of deployments after every event, kept by a naive twin that sees events only. */

import type { Book, EngineEvent } from './engine.ts'

interface Deployment {
  isRunning: boolean
  isQuarantined: boolean
  revision: number
  /** When it asked for orders and replacements. */
  readonly requests: number[]
  ordersPerMinuteMax: number
}

function hold(rule: string, holds: boolean): void {
  if (!holds) throw new Error(`Broken: ${rule}`)
}

/** Follows the deployments of one book from its first event. */
export class DeploymentWatch {
  readonly #book: Book
  readonly #deployments = new Map<string, Deployment>()

  constructor(book: Book) {
    this.#book = book
  }

  afterEvent(event: EngineEvent): void {
    switch (event.type) {
      case 'StrategyDeployed':
        this.#deployments.set(event.deploymentId, {
          isRunning: true,
          isQuarantined: false,
          revision: 1,
          requests: [],
          ordersPerMinuteMax: event.ordersPerMinuteMax,
        })
        break
      case 'DeploymentChanged': {
        const state = this.#of(event.deploymentId)
        hold('revisions rise by one', event.revision === state.revision + 1)
        state.revision = event.revision
        state.ordersPerMinuteMax = event.after.ordersPerMinuteMax
        break
      }
      case 'DeploymentSet': {
        const state = this.#of(event.deploymentId)
        hold('what is set says what was', (event.before === 'RUNNING') === state.isRunning)
        state.isRunning = event.desired === 'RUNNING'
        if (state.isRunning) {
          hold('only people end a quarantine', !state.isQuarantined || event.actor.kind !== 'SYSTEM')
          state.isQuarantined = false
        }
        break
      }
      case 'DeploymentQuarantined':
        this.#of(event.deploymentId).isQuarantined = true
        break
      default:
        if ('cause' in event && event.cause !== undefined) this.#caused(event, event.cause.deploymentId)
    }
    this.#compare()
  }

  /** Events with a cause: who asked, whether it could, and how often it had. */
  #caused(event: EngineEvent, deploymentId: string): void {
    const state = this.#of(deploymentId)
    hold('a cause is its deployment own', event.actor.kind === 'STRATEGY' && event.actor.id === deploymentId)
    const order = 'orderId' in event ? this.#book.orders.get(event.orderId ?? '') : undefined
    hold('an order with a cause is its deployment own', order?.deploymentId === deploymentId)
    if (!('decision' in event)) return
    hold('no order of a deployment that is not RUNNING', state.isRunning && !state.isQuarantined)
    const recent = state.requests.filter((at) => event.at - at < 60_000_000).length + 1
    state.requests.push(event.at)
    const check = event.decision.checks.find(({ name }) => name === 'deploymentOrderRate')
    hold('the own rate is judged', check?.observed === String(recent))
    hold('the own limit is judged', check?.limit === String(state.ordersPerMinuteMax))
    const isExit = check?.message.startsWith('the order only reduces') === true
    hold(
      'past the own rate it is an exit',
      recent <= state.ordersPerMinuteMax || isExit || check?.verdict === 'FAILED',
    )
    if (event.type === 'OrderAccepted') hold('what is accepted failed no check', check?.verdict === 'PASSED')
  }

  #compare(): void {
    for (const [id, state] of this.#deployments) {
      const kept = this.#book.deployments.get(id)
      hold('what is wanted is kept', (kept?.desired === 'RUNNING') === state.isRunning)
      hold('quarantines are kept', (kept?.quarantineReason !== null) === state.isQuarantined)
      hold('revisions are kept', kept?.revision === state.revision)
    }
    hold('no deployment but those deployed', this.#book.deployments.size === this.#deployments.size)
  }

  #of(deploymentId: string): Deployment {
    const state = this.#deployments.get(deploymentId)
    if (state === undefined) throw new Error(`Broken: ${deploymentId} was deployed`)
    return state
  }
}
