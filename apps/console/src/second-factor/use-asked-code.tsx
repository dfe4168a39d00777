/**
 * What asks for the second factor: tried first, and where the server wants a code its field appears; the next try shows the code
 * and does it. Whoever has no factor, or has shown a code within minutes, sees nothing of this.
 */
'use client'

import { type ReactNode, useState } from 'react'
import type { Outcome } from '../connection/problem.ts'
import { CodeField } from './code-field.tsx'
import { showCode } from './factor-requests.ts'

export interface AskedCode {
  /** Does it, after the code was shown where one was asked for. */
  readonly perform: <Payload>(act: () => Promise<Outcome<Payload>>) => Promise<Outcome<Payload>>
  /** The field, where a code was asked for. */
  readonly field: ReactNode
}

const ASKED = 'SECOND_FACTOR_REQUIRED'

export function useAskedCode(): AskedCode {
  const [asked, setAsked] = useState(false)
  const [code, setCode] = useState('')
  const perform: AskedCode['perform'] = async (act) => {
    if (asked) {
      const shown = await showCode(code)
      setCode('')
      if (shown.kind === 'refused') return { kind: 'failed', message: shown.message }
      setAsked(false)
    }
    const outcome = await act()
    if (outcome.kind !== 'problem' || outcome.problem.code !== ASKED) return outcome
    setAsked(true)
    return { kind: 'failed', message: 'type a code of your second factor first.' }
  }
  return { perform, field: asked ? <CodeField value={code} onChange={setCode} focused /> : null }
}
