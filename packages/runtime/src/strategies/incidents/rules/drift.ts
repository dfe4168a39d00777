/** DRIFT: its code decides otherwise than it did, or what is kept of its trading is not what its own fills come to. */
import type { Rule } from './rule.ts'

export const drift: Rule = ({ compared, imbalance }) => {
  if (imbalance !== null) {
    const { instrumentId, what, kept, fills } = imbalance
    const summary = `Its ${what} in ${instrumentId} is kept as ${kept}, and its own fills come to ${fills}`
    return { severity: 'CRITICAL', summary, subject: `${what} ${instrumentId}` }
  }
  if (compared?.status !== 'DIFFERENT') return null
  const summary = `Played again, run ${compared.run} decides otherwise: ${compared.field ?? 'a decision'} differs`
  return { severity: 'CRITICAL', summary, subject: compared.reportId }
}
