/**
 * The incidents of one organization: looks at every deployment in the supervisor's round, opens and closes incidents, gathers
 * their bundles, and follows their playbooks. What it writes, it writes one after the other; what it looks at is in memory.
 */
import { randomUUID } from 'node:crypto'
import type { Actor } from '@quarterdeck/engine'
import type { Clock } from '../../clock/clock.ts'
import type { Database } from '../../database/database.ts'
import type { MarketBoard } from '../../feed/market-board.ts'
import type { Logger } from '../../logger.ts'
import type { PartitionHost } from '../../partition/host.ts'
import { RequestFault } from '../../request-fault.ts'
import type { ObservedDeployment } from '../strategies.ts'
import { gatherBundle } from './bundle.ts'
import type { IncidentBounds } from './bounds.ts'
import { FigureLooks } from './figure-looks.ts'
import {
  type Automation,
  type Finding,
  INCIDENT_KINDS,
  type Incident,
  type IncidentKind,
  type RemedyStep,
} from './incident.ts'
import {
  addIncident,
  endIncident,
  hasIncident,
  keepAutomation,
  keepBundle,
  openIncidents,
  settledSubjects,
  storedAutomation,
  updateIncident,
} from './incident-rows.ts'
import { type JournaledChange, journalChange } from './incident-journal.ts'
import { IncidentWatch, type WatchChange } from './incident-watch.ts'
import type { Observation } from './observation.ts'
import { type HostVitals, observe, workingByDeployment } from './observe.ts'
import { type PlaybookStep, nextStep, runsByItself } from './playbooks.ts'
import { RecordChecks } from './record-checks.ts'
import { type RemedyParts, takeStep } from './remedies.ts'
import { RULES } from './rules/rules.ts'

/** A deployment as its host shows it. */
export interface WatchedDeployment {
  vitals(): HostVitals
  observed(): ObservedDeployment
}

export interface IncidentDeskOptions {
  readonly host: PartitionHost
  readonly database: Database
  readonly clock: Clock
  readonly log: Logger
  readonly board: MarketBoard
  readonly bounds: IncidentBounds
  readonly deployments: ReadonlyMap<string, WatchedDeployment>
  readonly remedies: Omit<RemedyParts, 'host'>
}

interface Watched {
  readonly looks: FigureLooks
  readonly watches: Map<IncidentKind, IncidentWatch>
  seen: Observation | null
}

const PLAYBOOK: Actor = { kind: 'SYSTEM', id: 'playbook', name: 'Incident playbook', userId: null }
const REASON_LENGTH_MAX = 500

export class IncidentDesk {
  readonly #options: IncidentDeskOptions
  readonly #watched = new Map<string, Watched>()
  readonly #open = new Map<string, Incident>()
  /** Incidents with a step, an opening or an end under way. */
  readonly #busy = new Set<string>()
  /** Drills that put a fault into a deployment, by its id. */
  readonly #drills = new Map<string, string>()
  readonly #records: RecordChecks
  #automation: Automation = 'REDUCING'
  #loading: Promise<void> | null = null
  #loaded = false
  #work: Promise<void> = Promise.resolve()

  constructor(options: IncidentDeskOptions) {
    this.#options = options
    const { database, host, bounds } = options
    const later = (work: () => Promise<void>) => this.#later(work)
    this.#records = new RecordChecks({ database, host, balanceEvery: bounds.balanceEvery, later })
  }

  /** A comparison came to its end. */
  onCompared(): void {
    this.#records.onCompared()
  }

  /** Looks at everything; called once a round. */
  look(): void {
    const { host, deployments, clock } = this.#options
    const book = host.partition?.book
    if (book === undefined) return
    if (!this.#loaded) return this.#load()
    const at = clock.now()
    this.#records.look(at)
    const orders = workingByDeployment(book)
    for (const [deploymentId, shown] of deployments) {
      const deployment = book.deployments.get(deploymentId)
      if (deployment === undefined) continue
      const watched = this.#watchedOf(deploymentId)
      const seen = observe({
        at,
        deployment,
        vitals: shown.vitals(),
        looks: watched.looks,
        orders: orders.get(deploymentId),
        ...this.#records.of(deploymentId),
        board: this.#options.board,
      })
      watched.seen = seen
      for (const kind of INCIDENT_KINDS) this.#judge({ deploymentId, kind, watched, seen })
    }
    for (const incident of this.#open.values()) this.#follow(incident)
  }

  get automation(): Automation {
    return this.#automation
  }

  incident(incidentId: string): Incident | null {
    return this.#open.get(incidentId) ?? null
  }

  /** The open incident of a kind; null: there is none. */
  openOf(deploymentId: string, kind: IncidentKind): Incident | null {
    for (const incident of this.#open.values())
      if (incident.deploymentId === deploymentId && incident.kind === kind) return incident
    return null
  }

  /** What the rules saw of a deployment last; null: nothing yet. */
  seen(deploymentId: string): Observation | null {
    return this.#watched.get(deploymentId)?.seen ?? null
  }

  /** Incidents of the deployment that open from now on are the drill's; null: they are for real again. */
  drilled(deploymentId: string, drillId: string | null): void {
    if (drillId === null) this.#drills.delete(deploymentId)
    else this.#drills.set(deploymentId, drillId)
  }

  /** Takes the step that waits, in the name of who says so. Throws a RequestFault where none does. */
  async approve(actor: Actor, incidentId: string): Promise<void> {
    const incident = await this.#openIncident(incidentId)
    const proposed = incident.steps.find(({ status }) => status === 'PROPOSED')
    if (proposed === undefined || this.#busy.has(incidentId))
      throw new RequestFault('CONFLICT', 'No step of the incident waits to be approved', 'incidentId')
    this.#busy.add(incidentId)
    await this.#inTurn(() => this.#take(incidentId, proposed, actor)).finally(() =>
      this.#busy.delete(incidentId),
    )
  }

  /** Closes an incident for good: it does not come back for what it was about. */
  async close(actor: Actor, incidentId: string, reason: string): Promise<void> {
    const incident = await this.#openIncident(incidentId)
    if (reason.trim() === '' || reason.length > REASON_LENGTH_MAX)
      throw new RequestFault('BAD_INPUT', `must have 1 to ${REASON_LENGTH_MAX} characters`, 'reason')
    const { deploymentId, kind, subject } = incident
    this.#watchedOf(deploymentId).watches.get(kind)?.settle(subject)
    await this.#inTurn(() => this.#end(incident, actor, reason))
  }

  async setAutomation(actor: Actor, automation: Automation): Promise<void> {
    const { database, host, clock } = this.#options
    const before = this.#automation
    const at = clock.now()
    await this.#inTurn(() => keepAutomation(database, host.organizationId, { automation, actor, at }))
    this.#automation = automation
    const summary = `Set what playbooks of incidents may do by themselves to ${automation}`
    await this.#record(actor, { action: 'incident.configure', summary, before, after: automation })
  }

  /** Resolves when what is under way has been written. */
  async idle(): Promise<void> {
    await this.#loading
    await this.#work
  }

  #watchedOf(deploymentId: string): Watched {
    const known = this.#watched.get(deploymentId)
    if (known !== undefined) return known
    const watches = new Map(INCIDENT_KINDS.map((kind) => [kind, new IncidentWatch()]))
    const made: Watched = { looks: new FigureLooks(this.#options.bounds.refusalWindow), watches, seen: null }
    this.#watched.set(deploymentId, made)
    return made
  }

  /** What was open, and what was closed by people, before this process was there. */
  #load(): void {
    const { database, host, log } = this.#options
    const { organizationId } = host
    const read = async () => {
      this.#automation = (await storedAutomation(database, organizationId)) ?? 'REDUCING'
      for (const { deploymentId, kind, subject } of await settledSubjects(database, organizationId))
        this.#watchedOf(deploymentId).watches.set(kind, new IncidentWatch(null, subject))
      for (const incident of await openIncidents(database, organizationId)) {
        const { deploymentId, kind, severity } = incident
        this.#open.set(incident.id, incident)
        this.#watchedOf(deploymentId).watches.set(kind, new IncidentWatch(severity))
      }
      await this.#records.load()
      this.#loaded = true
    }
    this.#loading ??= read()
      .catch((error: Error) => log.warn({ organizationId, err: error }, 'Incidents could not be read'))
      .finally(() => {
        this.#loading = null
      })
  }

  #judge({
    deploymentId,
    kind,
    watched,
    seen,
  }: {
    readonly deploymentId: string
    readonly kind: IncidentKind
    readonly watched: Watched
    readonly seen: Observation
  }): void {
    const { bounds } = this.#options
    const finding = RULES[kind](seen, bounds)
    const times = { hold: bounds.hold[kind], quiet: bounds.quiet }
    const change = watched.watches.get(kind)?.advance(finding, seen.at, times) ?? null
    if (change !== null) this.#changed({ deploymentId, kind, change, seen })
  }

  #changed({
    deploymentId,
    kind,
    change,
    seen,
  }: {
    readonly deploymentId: string
    readonly kind: IncidentKind
    readonly change: WatchChange
    readonly seen: Observation
  }): void {
    if (change.kind === 'OPENED') return this.#begin({ deploymentId, kind }, change.finding, seen)
    const incident = this.openOf(deploymentId, kind)
    if (incident === null) return
    if (change.kind === 'WORSE') {
      const { severity, summary, subject } = change.finding
      this.#keep({ ...incident, severity, summary, subject })
      return
    }
    const seconds = this.#options.bounds.quiet / 1e6
    const reason = `It closed by itself: its rule was quiet for ${seconds} seconds`
    this.#later(() => this.#end(incident, PLAYBOOK, reason))
  }

  #begin(of: Pick<Incident, 'deploymentId' | 'kind'>, finding: Finding, seen: Observation): void {
    const drillId = this.#drills.get(of.deploymentId) ?? null
    const incident: Incident = { id: randomUUID(), ...of, ...finding, openedAt: seen.at, steps: [], drillId }
    this.#open.set(incident.id, incident)
    this.#busy.add(incident.id)
    this.#later(async () => {
      try {
        await this.#putOnRecord(incident, seen)
      } catch (error) {
        // Not on record: the next round finds it again.
        this.#open.delete(incident.id)
        this.#watchedOf(of.deploymentId).watches.set(of.kind, new IncidentWatch())
        throw error
      } finally {
        this.#busy.delete(incident.id)
      }
    })
  }

  async #putOnRecord(incident: Incident, seen: Observation): Promise<void> {
    const { database, host, deployments, log } = this.#options
    const { organizationId } = host
    await addIncident(database, organizationId, incident)
    const { kind, severity, summary, drillId } = incident
    const drill = drillId === null ? '' : ' (a drill)'
    await this.#record(PLAYBOOK, {
      action: 'incident.open',
      summary: `${severity} ${kind} of ${this.#nameOf(incident)}${drill}: ${summary}`,
      before: null,
      after: incident,
    })
    const shown = deployments.get(incident.deploymentId)
    if (shown === undefined) return
    try {
      const parts = { ...this.#options, observed: shown.observed() }
      await keepBundle(database, incident.id, await gatherBundle(parts, incident, seen))
    } catch (error) {
      log.warn({ organizationId, incidentId: incident.id, err: error }, 'A bundle could not be gathered')
    }
  }

  /** One step further in its playbook, if one is called for. */
  #follow(incident: Incident): void {
    const seen = this.#watched.get(incident.deploymentId)?.seen ?? null
    if (this.#busy.has(incident.id) || seen === null) return
    const step = nextStep(incident, seen)
    if (step === null) return
    if (!runsByItself(step.action, this.#automation)) return this.#propose(incident, step)
    this.#busy.add(incident.id)
    this.#later(async () => {
      try {
        await this.#take(incident.id, step, PLAYBOOK)
      } finally {
        this.#busy.delete(incident.id)
      }
    })
  }

  #propose(incident: Incident, { action, reason }: PlaybookStep): void {
    const at = this.#options.clock.now()
    const step: RemedyStep = { action, reason, status: 'PROPOSED', at, actor: null, result: null }
    this.#keep({ ...incident, steps: [...incident.steps, step] })
  }

  async #take(
    incidentId: string,
    { action, reason }: Pick<RemedyStep, 'action' | 'reason'>,
    actor: Actor,
  ): Promise<void> {
    const { host, remedies, clock, database } = this.#options
    const incident = this.#open.get(incidentId)
    if (incident === undefined) return
    const { kind, deploymentId } = incident
    const remedy = { action, deploymentId, actor, reason: `incident ${kind}: ${reason}` }
    const { status, result } = await takeStep({ ...remedies, host }, remedy).then(
      (said) => ({ status: 'DONE' as const, result: said }),
      (error: Error) => ({ status: 'FAILED' as const, result: error.message }),
    )
    const newest = this.#open.get(incidentId) ?? incident
    const step: RemedyStep = { action, reason, status, at: clock.now(), actor, result }
    const steps = [...newest.steps.filter((taken) => taken.status !== 'PROPOSED'), step]
    this.#open.set(incidentId, { ...newest, steps })
    await updateIncident(database, { ...newest, steps })
    await this.#record(actor, {
      action: 'incident.remedy',
      summary: `${action} for ${kind} of ${this.#nameOf(incident)}, ${status}: ${result}`,
      before: null,
      after: step,
    })
  }

  async #end(incident: Incident, actor: Actor, reason: string): Promise<void> {
    const { database, clock } = this.#options
    if (!this.#open.delete(incident.id)) return
    await endIncident(database, incident.id, { reason, actor, at: clock.now() })
    const summary = `Closed ${incident.kind} of ${this.#nameOf(incident)}: ${reason}`
    await this.#record(actor, { action: 'incident.close', summary, before: incident, after: null })
  }

  async #openIncident(incidentId: string): Promise<Incident> {
    const { database, host } = this.#options
    if (!this.#loaded) this.#load()
    await this.#loading
    const incident = this.#open.get(incidentId)
    if (incident !== undefined) return incident
    if (await hasIncident(database, host.organizationId, incidentId))
      throw new RequestFault('CONFLICT', 'The incident is closed', 'incidentId')
    throw new RequestFault('NOT_FOUND', 'Incident not found', 'incidentId')
  }

  #keep(incident: Incident): void {
    this.#open.set(incident.id, incident)
    this.#later(() => updateIncident(this.#options.database, this.#open.get(incident.id) ?? incident))
  }

  #nameOf({ deploymentId }: Incident): string {
    return this.#options.host.partition?.book.deployments.get(deploymentId)?.name ?? deploymentId
  }

  #record(actor: Actor, change: JournaledChange): Promise<void> {
    return journalChange(this.#options.host, actor, change)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work)
    this.#work = done.catch(() => undefined)
    return done
  }

  #later(work: () => Promise<void>): void {
    const { log, host } = this.#options
    this.#inTurn(work).catch((error: Error) =>
      log.warn(
        { organizationId: host.organizationId, err: error },
        'An incident could not be kept up to date',
      ),
    )
  }
}
