/** Reads the refusals of the rooms below as ours, with the field of the request that they are about. */
import { MarketDataError } from '@quarterdeck/market-data'
import {
  BacktestRequestError,
  PlanFault,
  ReportInputFault,
  SearchFault,
  StudyFault,
} from '@quarterdeck/simulation'
import { RequestFault } from '../request-fault.ts'

/** What of our input an option of market data is. */
const FIELD_OF_OPTION: Readonly<Record<string, string>> = {
  instrument: 'instrumentId',
  kind: 'kind',
  timeframe: 'timeframe',
}

/** The refusal that an error is; null: it is no refusal, but a fault that may pass or is ours. */
export function refusalOf(error: unknown): RequestFault | null {
  if (error instanceof RequestFault) return error
  if (error instanceof MarketDataError) return marketDataRefusal(error)
  if (error instanceof BacktestRequestError) return new RequestFault('BAD_INPUT', error.message, null)
  if (error instanceof SearchFault) return new RequestFault('BAD_INPUT', error.message, 'axes')
  // What a worker died of by itself may pass; what the strategy or the request did to it does not.
  if (error instanceof StudyFault && error.kind !== 'WORKER')
    return new RequestFault('BAD_INPUT', `${error.kind}: ${error.message}`)
  if (error instanceof PlanFault || error instanceof ReportInputFault)
    return new RequestFault('BAD_INPUT', error.message)
  return null
}

function marketDataRefusal({ code, message, place }: MarketDataError): RequestFault | null {
  if (code === 'BUSY' || code === 'DAMAGED') return null
  const { field } = place
  const path = field === undefined ? null : (FIELD_OF_OPTION[field] ?? `choices.${field}`)
  return new RequestFault(code === 'NOT_FOUND' ? 'NOT_FOUND' : 'BAD_INPUT', message, path)
}

/** Does a part; what the rooms below refuse becomes a RequestFault. */
export async function refusing<Result>(work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw refusalOf(error) ?? error
  }
}
