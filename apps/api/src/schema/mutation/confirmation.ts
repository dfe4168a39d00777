/** What touches real money is said twice. */
import { InvalidInput } from '../../problem/problem.ts'

/** Throws unless a deployment on a LIVE account is confirmed by its name; a name that is given must be right anywhere. */
export function demandConfirmation(mode: string, name: string, confirm: string | null | undefined): void {
  if (confirm === name || (confirm == null && mode !== 'LIVE')) return
  const why = mode === 'LIVE' ? ', because the account is LIVE' : ''
  throw new InvalidInput(`must be the deployment's name, ${name}${why}`, ['input', 'confirm'])
}
