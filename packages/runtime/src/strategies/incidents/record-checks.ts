/** What only the database knows of deployments: how their newest comparisons ended, and whether recorded fills come to what the book keeps. */
import type { Micros } from '@quarterdeck/engine'
import type { Database } from '../../database/database.ts'
import type { PartitionHost } from '../../partition/host.ts'
import { foundTwice, imbalances, keptFigures } from './balances.ts'
import { newestComparisons } from './comparisons.ts'
import type { ComparedRun, Imbalance } from './observation.ts'

export interface RecordChecksOptions {
  readonly database: Database
  readonly host: PartitionHost
  /** How often fills are looked at. */
  readonly balanceEvery: Micros
  /** Does work on the database in its turn. */
  readonly later: (work: () => Promise<void>) => void
}

export class RecordChecks {
  readonly #options: RecordChecksOptions
  #compared: ReadonlyMap<string, ComparedRun> = new Map()
  #comparedIsOld = true
  #balancedAt: Micros = 0
  /** As the last look found them, and those that the one before found too. */
  #unbalanced: ReadonlyMap<string, Imbalance> = new Map()
  #imbalances: ReadonlyMap<string, Imbalance> = new Map()

  constructor(options: RecordChecksOptions) {
    this.#options = options
  }

  /** A comparison came to its end. */
  onCompared(): void {
    this.#comparedIsOld = true
  }

  /** Reads how comparisons ended: before the first look, so that what was found before a restart is not taken for over. */
  async load(): Promise<void> {
    const { database, host } = this.#options
    this.#comparedIsOld = false
    this.#compared = await newestComparisons(database, host.organizationId)
  }

  /** Reads again what is old. */
  look(at: Micros): void {
    const { later, balanceEvery } = this.#options
    if (this.#comparedIsOld) {
      this.#comparedIsOld = false
      later(() => this.load())
    }
    if (at - this.#balancedAt < balanceEvery) return
    this.#balancedAt = at
    this.#balance()
  }

  of(deploymentId: string): { readonly compared: ComparedRun | null; readonly imbalance: Imbalance | null } {
    return {
      compared: this.#compared.get(deploymentId) ?? null,
      imbalance: this.#imbalances.get(deploymentId) ?? null,
    }
  }

  /** On a book that holds nothing that is not recorded. */
  #balance(): void {
    const { database, host, later } = this.#options
    const { partition } = host
    partition?.whenQuiet(() => {
      const kept = keptFigures(partition.book)
      later(async () => {
        const found = await imbalances(database, host.organizationId, kept)
        this.#imbalances = foundTwice(this.#unbalanced, found)
        this.#unbalanced = found
      })
    })
  }
}
