/** Asks within a session, and once more where the session turned out to be gone and could be opened again. */

import { failed, type Answer } from '../contract/answer.ts'
import type { OpenSession, SessionKeeper } from './session-keeper.ts'

export type InSession = <Value>(
  ask: (session: OpenSession) => Promise<Answer<Value>>,
) => Promise<Answer<Value>>

export function askedInSession(keeper: SessionKeeper, isClosed: () => boolean): InSession {
  return async (ask) => {
    if (isClosed()) return failed('UNREACHABLE', 'the connection to the venue was closed by us')
    const first = await keeper.ready()
    if (!first.ok) return first
    const answer = await ask(first.value)
    if (answer.ok || isClosed() || keeper.isCurrent(first.value)) return answer
    const second = await keeper.ready()
    return second.ok ? ask(second.value) : second
  }
}
