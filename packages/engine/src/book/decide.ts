/**
 * decide: what a command means for a book, as events or a refusal.
 *
 * Synchronous, total and without effect: it reads the book and the market, changes neither, and never throws for bad input. The
 * command brings its own time and cause, so the same book, market and command give the same events everywhere, for ever.
 */

import { decideConvertCash, decideDeposit, decideOpenAccount } from '../account/decide.ts'
import { decideBookIncome } from '../account/income.ts'
import { decideRecordAudit } from '../audit/decide.ts'
import { decideApplyCorporateAction } from '../corporate-action/decide.ts'
import { decideListInstrument } from '../instrument/decide.ts'
import { decideEngageKillSwitch, decideReleaseKillSwitch } from '../killswitch/decide.ts'
import { decideAdjustAccount } from '../live/adjust.ts'
import { decideDisableLive, decideEnableLive, decideSetCapitalStage } from '../live/decide.ts'
import { decideDisputePosition, decideSettleDispute } from '../live/dispute.ts'
import type { LiveCommand } from '../live/command.ts'
import { decideNoteForeignOrders } from '../live/foreign-orders.ts'
import { decideCancelAllOrders, decideCancelOrder } from '../order/decide-cancel.ts'
import { decideReplaceOrder } from '../order/decide-replace.ts'
import { decidePreviewOrder, decideSubmitOrder } from '../order/decide-submit.ts'
import { decidePutRiskPolicy } from '../policy/decide.ts'
import { decideBreaches } from '../portfolio/decide.ts'
import { decideMarks } from '../risk/marks.ts'
import { decideSettleInstrument } from '../settlement/settle.ts'
import { scopeFault } from '../strategy/cause.ts'
import { decideChangeDeployment, decideCreateStrategy, decideDeployStrategy } from '../strategy/decide.ts'
import { decideQuarantineDeployment, decideSetDeployment } from '../strategy/decide-desired.ts'
import { decideReportVenue } from '../venue-report/decide.ts'
import type { Book } from './book.ts'
import type { Command, MarkAccounts } from './command.ts'
import { contextOf, type DecisionContextInput } from './context.ts'
import { ID_LENGTH_MAX } from './limits.ts'
import type { EngineEvent } from './event.ts'
import type { Market } from './market.ts'
import type { Outcome, Refusal } from './outcome.ts'
import { accept, badInput } from './refusal.ts'
import { stamp, timesIn } from './stamp.ts'
import { textFault } from './text.ts'

/** Decides a command. The caller journals the events and then lets each `evolve` the book, in order. */
export function decide(
  book: Book,
  market: Market,
  command: Command,
  context?: DecisionContextInput,
): Outcome {
  const fault = causeFault(command) ?? scopeFault(book, command)
  if (fault !== null) return fault
  switch (command.type) {
    case 'SubmitOrder':
      return decideSubmitOrder(book, market, command, contextOf(context))
    case 'ReportVenue':
      return decideReportVenue(book, market, command)
    case 'CancelOrder':
      return decideCancelOrder(book, command)
    case 'ReplaceOrder':
      return decideReplaceOrder(book, market, command, contextOf(context))
    case 'PreviewOrder':
      return decidePreviewOrder(book, market, command, contextOf(context))
    case 'CancelAllOrders':
      return decideCancelAllOrders(book, command)
    case 'MarkAccounts':
      return decideMarkAccounts(book, market, command)
    case 'ListInstrument':
      return decideListInstrument(book, command)
    case 'SettleInstrument':
      return decideSettleInstrument(book, command)
    case 'ApplyCorporateAction':
      return decideApplyCorporateAction(book, command)
    case 'OpenAccount':
      return decideOpenAccount(book, command, contextOf(context))
    case 'Deposit':
      return decideDeposit(book, market, command)
    case 'ConvertCash':
      return decideConvertCash(book, market, command)
    case 'BookIncome':
      return decideBookIncome(book, command)
    case 'PutRiskPolicy':
      return decidePutRiskPolicy(book, command)
    case 'EngageKillSwitch':
      return decideEngageKillSwitch(book, command)
    case 'ReleaseKillSwitch':
      return decideReleaseKillSwitch(book, command)
    case 'CreateStrategy':
      return decideCreateStrategy(book, command)
    case 'DeployStrategy':
      return decideDeployStrategy(book, command)
    case 'ChangeDeployment':
      return decideChangeDeployment(book, command)
    case 'SetDeployment':
      return decideSetDeployment(book, command)
    case 'QuarantineDeployment':
      return decideQuarantineDeployment(book, command)
    case 'RecordAudit':
      return decideRecordAudit(book, command)
    default:
      return decideLiveCommand(book, market, command, context)
  }
}

/** What only LIVE accounts are asked; or what is no command at all. */
function decideLiveCommand(
  book: Book,
  market: Market,
  command: LiveCommand,
  context: DecisionContextInput | undefined,
): Outcome {
  switch (command.type) {
    case 'EnableLive':
      return decideEnableLive(book, command, contextOf(context))
    case 'DisableLive':
      return decideDisableLive(book, command)
    case 'SetCapitalStage':
      return decideSetCapitalStage(book, command)
    case 'AdjustAccount':
      return decideAdjustAccount(book, market, command)
    case 'NoteForeignOrders':
      return decideNoteForeignOrders(book, command)
    case 'DisputePosition':
      return decideDisputePosition(book, command)
    case 'SettleDispute':
      return decideSettleDispute(book, command)
    default:
      return badInput('type', 'is no command')
  }
}

function causeFault(command: Command): Refusal | null {
  if (!Number.isSafeInteger(command.at) || command.at < 0)
    return badInput('at', 'must be microseconds since 1970, a whole number')
  return textFault('commandId', command.commandId, ID_LENGTH_MAX)
}

function decideMarkAccounts(book: Book, market: Market, command: MarkAccounts): Outcome {
  const marks = decideMarks(book, market, timesIn(book, command))
  const events: EngineEvent[] = marks.map(
    (mark, index) => ({ type: 'AccountMarked', ...stamp(book, command, index), ...mark }) as const,
  )
  return accept([...events, ...decideBreaches(book, market, { command, index: events.length })])
}
