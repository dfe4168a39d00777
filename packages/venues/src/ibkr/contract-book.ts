/** The contracts that an operator named, found once and kept: what is traded does not change its number. */

import { answered, type Answer } from '../contract/answer.ts'
import type { AlertSink } from '../contract/alerts.ts'
import { readJson } from '../wire/fields.ts'
import { findConid, type AskContracts } from './contract-search.ts'
import { readContract, readDefinitions, symbolOf, type ListedContract } from './instruments.ts'
import { IBKR_VENUE_ID, type IbkrContract } from './settings.ts'

/** Most numbers of one request for details. */
const DEFINITIONS_MAX = 200

export class ContractBook {
  private readonly contracts: readonly IbkrContract[]
  private readonly alert: AlertSink
  private readonly listed = new Map<string, ListedContract>()
  private complete = false
  private finding: Promise<Answer<null>> | null = null

  constructor(contracts: readonly IbkrContract[], alert: AlertSink) {
    this.contracts = contracts
    this.alert = alert
  }

  /** What is known of a number; null: it is not among those that were named, or not found yet. */
  contract(conid: string): ListedContract | null {
    return this.listed.get(conid) ?? null
  }

  /** All that can be traded. One that the venue does not have, or has as something else, is left out with an alert. */
  async read(ask: AskContracts): Promise<Answer<readonly ListedContract[]>> {
    if (!this.complete) {
      // Searched for once, whoever asks meanwhile.
      this.finding ??= this.find(ask).finally(() => {
        this.finding = null
      })
      const found = await this.finding
      if (!found.ok) return found
      this.complete = true
    }
    return answered([...this.listed.values()])
  }

  /** One after the other: a search is a state of the session. */
  private async find(ask: AskContracts): Promise<Answer<null>> {
    const conids = new Map<string, IbkrContract>()
    for (const contract of this.contracts) {
      const conid = await findConid(contract, ask)
      if (!conid.ok) return conid
      const same = conid.value === null ? undefined : conids.get(conid.value)
      if (conid.value === null) this.leaveOut(contract, 'the venue has no such contract')
      else if (same !== undefined) this.leaveOut(contract, `it is the same contract as ${symbolOf(same)}`)
      else conids.set(conid.value, contract)
    }
    const all = [...conids.keys()]
    for (let first = 0; first < all.length; first += DEFINITIONS_MAX) {
      const some = all.slice(first, first + DEFINITIONS_MAX)
      const answer = await ask('/trsrv/secdef', [['conids', some.join(',')]])
      if (!answer.ok) return answer
      for (const conid of some) this.list(conid, conids.get(conid), answer.value)
    }
    return answered(null)
  }

  private list(conid: string, contract: IbkrContract | undefined, definitions: unknown): void {
    if (contract === undefined) return
    const reading = readJson(definitions, (json) => {
      const definition = readDefinitions(json).get(conid)
      return definition === undefined ? null : readContract(contract, definition)
    })
    if (!reading.ok) this.leaveOut(contract, reading.fault)
    else if (reading.value === null) this.leaveOut(contract, `the venue tells nothing of its number ${conid}`)
    else this.listed.set(conid, reading.value)
  }

  private leaveOut(contract: IbkrContract, why: string): void {
    const symbol = symbolOf(contract)
    this.alert({
      venueId: IBKR_VENUE_ID,
      kind: 'CONTRADICTION',
      subject: symbol,
      message: `${symbol} is not listed: ${why}`,
    })
  }
}
