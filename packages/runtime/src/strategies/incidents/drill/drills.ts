/**
 * Drills of one organization: on paper only, one at a time for each deployment. A fault is put in for real; then the rule must find
 * it, the bundle must be there, the playbook must go as far as it may; then the fault is taken out, and the incident must close.
 */
import { randomUUID } from 'node:crypto'
import type { Actor, DeploymentState, Micros } from '@quarterdeck/engine'
import type { Database } from '../../../database/database.ts'
import type { Logger } from '../../../logger.ts'
import { RequestFault } from '../../../request-fault.ts'
import type { IncidentDesk } from '../incident-desk.ts'
import type { Incident, IncidentKind } from '../incident.ts'
import { hasBundle } from '../incident-rows.ts'
import { journalChange } from '../incident-journal.ts'
import { nextStep } from '../playbooks.ts'
import {
  type Drill,
  DrillImpossible,
  type DrillParts,
  type DrillStep,
  type DrilledHost,
  SLACK,
} from './drill.ts'
import { abandonDrills, addDrill, updateDrill } from './drill-rows.ts'
import { FAULTS, OF_PROCESS } from './faults/faults.ts'

export interface DrillsOptions extends Pick<
  DrillParts,
  'host' | 'board' | 'clock' | 'bounds' | 'compareSpoiled' | 'compare'
> {
  readonly database: Database
  readonly log: Logger
  readonly desk: IncidentDesk
  readonly hosts: ReadonlyMap<string, DrilledHost>
}

/** How often a drill looks whether what it waits for is there. */
const LOOK_MS = 100

export class Drills {
  readonly #options: DrillsOptions
  readonly #running = new Map<string, Promise<void>>()
  #closed = false

  constructor(options: DrillsOptions) {
    this.#options = options
    const { database, host, clock, log } = options
    abandonDrills(database, host.organizationId, clock.now()).catch((error: unknown) =>
      log.warn({ organizationId: host.organizationId, err: error }, 'Drills of before could not be closed'),
    )
  }

  /** Begins a drill; its id. Throws a RequestFault where there can be none. */
  async start(actor: Actor, deploymentId: string, kind: IncidentKind): Promise<string> {
    const { clock, database, host, log } = this.#options
    const deployment = this.#drillable(deploymentId, kind)
    const drill: Drill = {
      id: randomUUID(),
      deploymentId,
      kind,
      status: 'RUNNING',
      steps: [],
      actor,
      startedAt: clock.now(),
    }
    const begun = Promise.withResolvers<void>()
    this.#running.set(deploymentId, begun.promise)
    const over = () => {
      this.#running.delete(deploymentId)
      begun.resolve()
    }
    try {
      await addDrill(database, host.organizationId, drill)
      const summary = `Began a ${kind} drill on ${deployment.name}`
      await journalChange(host, actor, { action: 'incident.drill', summary, before: null, after: drill })
    } catch (error) {
      over()
      throw error
    }
    this.#play(drill)
      .catch((error: unknown) =>
        log.warn({ organizationId: host.organizationId, err: error }, 'A drill was not brought to its end'),
      )
      .finally(over)
    return drill.id
  }

  /** Takes faults out again, and waits until they are. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#running.values())
  }

  #drillable(deploymentId: string, kind: IncidentKind): DeploymentState {
    const { host, hosts, desk } = this.#options
    const book = host.partition?.book
    const deployment = book?.deployments.get(deploymentId)
    const drilled = hosts.get(deploymentId)
    if (deployment === undefined || drilled === undefined)
      throw new RequestFault('NOT_FOUND', 'Deployment not found', 'deploymentId')
    const mode = book?.accounts[deployment.accountIndex]?.mode
    const refuse = (message: string) => new RequestFault('CONFLICT', message, 'deploymentId')
    if (mode !== 'PAPER') throw refuse(`is on a ${mode} account: drills are for PAPER alone`)
    if (this.#running.has(deploymentId)) throw refuse('is being drilled already')
    if (drilled.observed().activity !== 'RUNNING') throw refuse('is not RUNNING: there is nothing to drill')
    if (desk.openOf(deploymentId, kind) !== null) throw refuse(`has an open ${kind} incident: close it first`)
    if (OF_PROCESS.has(kind) && deployment.isolation === 'SHARED')
      throw refuse('shares its process with others: drill one that has its own')
    return deployment
  }

  async #play(drill: Drill): Promise<void> {
    const { desk, database, clock, hosts } = this.#options
    const { deploymentId } = drill
    const steps: DrillStep[] = []
    const say = async (expected: string, happened: string, ok: boolean) => {
      steps.push({ at: clock.now(), expected, happened, ok })
      await updateDrill(database, { ...drill, steps }, clock.now())
    }
    const drilled = hosts.get(deploymentId)
    if (drilled === undefined) throw new Error('Invariant: a deployment that is drilled has a host')
    const parts: DrillParts = {
      ...this.#options,
      ...drill,
      organizationId: this.#options.host.organizationId,
      drilled,
      until: (condition, patience) => this.#until(condition, patience),
    }
    desk.drilled(deploymentId, drill.id)
    try {
      await this.#exercise(drill, parts, say)
    } catch (error) {
      const happened =
        error instanceof DrillImpossible ? error.message : `it failed: ${(error as Error).message}`
      await say('the drill can be made', happened, false)
    } finally {
      desk.drilled(deploymentId, null)
    }
    const status = steps.every(({ ok }) => ok) ? 'PASSED' : 'FAILED'
    await updateDrill(database, { ...drill, steps, status }, clock.now())
  }

  async #exercise(
    { kind, id, deploymentId }: Drill,
    parts: DrillParts,
    say: (expected: string, happened: string, ok: boolean) => Promise<void>,
  ): Promise<void> {
    const { desk, database } = this.#options
    const fault = await FAULTS[kind](parts)
    let incidentId: string | null = null
    try {
      await say('a fault is put in', fault.done, true)
      await parts.until(() => desk.openOf(deploymentId, kind) !== null, fault.patience)
      const incident = desk.openOf(deploymentId, kind)
      incidentId = incident?.id ?? null
      const found =
        incident === null ? 'the rule did not find it' : `${incident.severity}: ${incident.summary}`
      await say(`its rule opens a ${kind} incident, as a drill's`, found, incident?.drillId === id)
      if (incidentId === null) return
      const isGathered = await this.#gathered(incidentId)
      await say('a bundle is gathered', isGathered ? 'it is there' : 'there is none', isGathered)
      await this.#followed({ kind, deploymentId, incidentId }, parts, say)
    } finally {
      await fault.lift()
    }
    await say('the fault is taken out', 'it is', true)
    await this.#recovered({ kind, deploymentId }, parts, say)
    const isClosed = await parts.until(
      () => desk.openOf(deploymentId, kind) === null,
      this.#options.bounds.quiet + SLACK + this.#afterglow(kind),
    )
    await desk.idle()
    const end = isClosed ? 'it closed' : 'it is open still'
    await say('the incident closes', end, isClosed && (await hasBundle(database, incidentId)))
  }

  /** How long a rule goes on to find a fault that is out. */
  #afterglow(kind: IncidentKind): Micros {
    const { faultRest, refusalWindow } = this.#options.bounds
    return kind === 'CRASH_LOOP' ? faultRest : kind === 'RUNAWAY' ? refusalWindow : 0
  }

  async #gathered(incidentId: string): Promise<boolean> {
    const { database, desk } = this.#options
    await desk.idle()
    return hasBundle(database, incidentId)
  }

  /** The playbook goes on by itself until it is through, or asks. */
  async #followed(
    of: { readonly kind: IncidentKind; readonly deploymentId: string; readonly incidentId: string },
    parts: DrillParts,
    say: (expected: string, happened: string, ok: boolean) => Promise<void>,
  ): Promise<void> {
    const { desk } = this.#options
    let steps: Incident['steps'] = []
    const isIdle = () => {
      const seen = desk.seen(of.deploymentId)
      const incident = desk.incident(of.incidentId)
      // Closed, with what was taken until then.
      if (incident === null) return true
      steps = incident.steps
      const last = steps.at(-1)
      // Looked at again since its last step.
      if (seen === null || last === undefined || seen.at <= last.at) return false
      return nextStep(incident, seen) === null
    }
    const isDone = await parts.until(isIdle, SLACK)
    const taken = steps.map(({ action, status }) => `${action} ${status}`).join(', ')
    const ok = isDone && steps.length > 0 && steps.every(({ status }) => status !== 'FAILED')
    await say(`its playbook goes as far as ${desk.automation} lets it`, taken === '' ? 'no step' : taken, ok)
  }

  /** Runs again, started by who drills where the playbook paused it. */
  async #recovered(
    { kind, deploymentId }: { readonly kind: IncidentKind; readonly deploymentId: string },
    parts: DrillParts,
    say: (expected: string, happened: string, ok: boolean) => Promise<void>,
  ): Promise<void> {
    const { host, drilled, actor, until } = parts
    const deployment = host.partition?.book.deployments.get(deploymentId)
    if (deployment?.desired !== 'RUNNING' || deployment.quarantineReason !== null) {
      const reason = `the ${kind} drill is over`
      await host.submit(actor, { type: 'SetDeployment', deploymentId, desired: 'RUNNING', reason })
    }
    const isBack = await until(() => drilled.observed().activity === 'RUNNING', SLACK)
    await say('the deployment runs again', `it is ${drilled.observed().activity}`, isBack)
  }

  async #until(condition: () => boolean, patience: Micros): Promise<boolean> {
    const { clock } = this.#options
    const end = clock.now() + patience
    while (!condition()) {
      if (this.#closed) throw new DrillImpossible('the server is stopping')
      if (clock.now() > end) return false
      await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve))
    }
    return true
  }
}
