/** A person's own security: the second factor set up, its backup codes renewed, or removed; and the policy, for who may set it. */
'use client'

import { useState } from 'react'
import { useQuery } from 'urql'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Failed, Skeleton } from '../controls/panel-state.tsx'
import { graphql } from '../generated/gql.ts'
import { useSession } from '../session/session.tsx'
import { useSelection } from '../shell/selection.tsx'
import { BackupCodes } from './backup-codes.tsx'
import { removeFactor, renewBackupCodes } from './factor-requests.ts'
import { MemberPolicy } from './member-policy.tsx'
import { PasswordAndCode } from './password-and-code.tsx'
import { SetUp } from './set-up.tsx'

const AccountSecurityQuery = graphql(`
  query AccountSecurity {
    viewer {
      id
      secondFactor {
        enabled
        backupCodesLeft
      }
    }
  }
`)

export function AccountSecurity({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Account security" description="Who can act in your name.">
      <Body onClose={onClose} />
    </Dialog>
  )
}

function Body({ onClose }: { readonly onClose: () => void }) {
  const { may } = useSelection()
  const [{ data, error }, look] = useQuery({
    query: AccountSecurityQuery,
    requestPolicy: 'cache-and-network',
  })
  const factor = data?.viewer?.secondFactor
  const again = () => look({ requestPolicy: 'network-only' })
  if (!factor)
    return error ? (
      <Failed error={error} onRetry={again} />
    ) : (
      <Skeleton rows={4} label="Loading your security" />
    )
  return (
    <div className="flex flex-col gap-5 p-3">
      <section aria-labelledby="second-factor" className="flex flex-col gap-2">
        <h3 id="second-factor" className="text-sm font-semibold">
          Second factor
        </h3>
        <OwnFactor
          enabled={factor.enabled}
          left={factor.backupCodesLeft}
          onLeave={onClose}
          onChanged={again}
        />
      </section>
      {may('organization:secure') ? <MemberPolicy hasOwn={factor.enabled} /> : null}
    </div>
  )
}

interface OwnFactorProps {
  readonly enabled: boolean
  readonly left: number
  readonly onLeave: () => void
  readonly onChanged: () => void
}

type Doing = 'nothing' | 'setting-up' | 'renewing' | 'removing'

function OwnFactor({ enabled, left, onLeave, onChanged }: OwnFactorProps) {
  const { viewer, end } = useSession()
  const [doing, setDoing] = useState<Doing>('nothing')
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const rest = () => {
    setDoing('nothing')
    setCodes(null)
    onChanged()
  }
  /** The server has made a new session of this one: everything is read again under it. */
  const startAnew = () => {
    onLeave()
    end()
  }
  if (doing === 'setting-up') return <SetUp onDone={startAnew} />
  if (codes !== null) return <BackupCodes codes={codes} onKept={rest} />
  if (doing === 'renewing')
    return (
      <PasswordAndCode
        meaning="The old backup codes stop working at once."
        action="Make new codes"
        tone="primary"
        onCancel={rest}
        onSubmit={async (password, code) => {
          const answer = await renewBackupCodes(password, code)
          if (answer.kind === 'refused') return answer.message
          setCodes(answer.body)
          return null
        }}
      />
    )
  if (doing === 'removing')
    return (
      <PasswordAndCode
        meaning="Signing in will ask for your password alone. An organization that demands a second factor lets you do nothing until you set up another."
        action="Remove it"
        tone="danger"
        onCancel={rest}
        onSubmit={async (password, code) => {
          const answer = await removeFactor(password, code)
          if (answer.kind === 'refused') return answer.message
          startAnew()
          return null
        }}
      />
    )
  return <Standing enabled={enabled} left={left} demandedBy={viewer.shutOutOf} onChoose={setDoing} />
}

interface StandingProps {
  readonly enabled: boolean
  readonly left: number
  /** Names of organizations that let the person do nothing without one. */
  readonly demandedBy: readonly string[]
  readonly onChoose: (doing: Doing) => void
}

function Standing({ enabled, left, demandedBy, onChoose }: StandingProps) {
  if (!enabled)
    return (
      <>
        <p className="text-xs text-ink-2">Not set up: your password alone signs you in.</p>
        {demandedBy.length > 0 ? (
          <p className="text-xs">You can do nothing in {demandedBy.join(', ')} before it is set up.</p>
        ) : null}
        <div>
          <Button size="large" tone="primary" onClick={() => onChoose('setting-up')}>
            Set up a second factor
          </Button>
        </div>
      </>
    )
  return (
    <>
      <p className="text-xs text-ink-2">
        Set up. {left === 1 ? '1 backup code is' : `${left} backup codes are`} left.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="large" onClick={() => onChoose('renewing')}>
          New backup codes
        </Button>
        <Button size="large" onClick={() => onChoose('removing')}>
          Remove it
        </Button>
      </div>
    </>
  )
}
