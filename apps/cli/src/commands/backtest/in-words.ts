/** Turns what market data, a study and a report refuse into a sentence and the exit code that the contract gives it. */

import { MarketDataError } from '@quarterdeck/market-data'
import {
  BacktestRequestError,
  PlanFault,
  ReportInputFault,
  SearchFault,
  StudyFault,
} from '@quarterdeck/simulation'
import { Refused, WrongUsage } from '../../exit.ts'

/** Faults of market data that lie in what was asked, not in what was read. */
const ASKED_WRONG = ['BAD_SERIES', 'BAD_OPTION', 'AMBIGUOUS']

/** Does the work of a verb; throws `WrongUsage` for what was asked wrong and `Refused` for an answer that is no. */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MarketDataError)
      throw ASKED_WRONG.includes(error.code) ? new WrongUsage(error.message) : new Refused(error.message)
    if (error instanceof StudyFault)
      throw error.kind === 'REQUEST' ? new WrongUsage(error.message) : new Refused(error.message)
    if (error instanceof SearchFault || error instanceof PlanFault || error instanceof BacktestRequestError)
      throw new WrongUsage(error.message)
    if (error instanceof ReportInputFault) throw new Refused(error.message)
    throw error
  }
}
