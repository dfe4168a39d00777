/** The last step of a deployment: everything once more, and the confirmation that real money asks for. */
import { ModeBadge } from '../accounts/mode-badge.tsx'
import { TextField } from '../controls/text-field.tsx'
import type { DeployPart } from './deploy-part.ts'
import { givenParameters, idsIn } from './deploy-form.ts'

export function ReviewStep({ form, set, problem, strategy, version, account, parameters }: DeployPart) {
  const given = new Map(givenParameters(form.parameters).map(({ name, value }) => [name, value]))
  const rows = [
    ['Strategy', `${strategy.name}, version ${version?.number ?? '–'}`],
    ['Digest', version?.digest ?? '–'],
    ['Account', account?.name ?? '–'],
    ['Name', form.name],
    ['Instruments besides', idsIn(form.instruments).join(', ') || 'none'],
    ['Orders a minute', `at most ${form.ordersPerMinute}`],
    ['Isolation', form.isolation === 'PROCESS' ? 'a process of its own' : 'shared with others'],
    ['Seed', form.seed],
  ] as const
  return (
    <div className="flex flex-col gap-3 p-2 text-xs">
      {account ? (
        <p className="flex items-center gap-2">
          <ModeBadge mode={account.mode} size="normal" />
          {account.mode === 'LIVE' ? 'It will trade with real money.' : 'No real money moves.'}
        </p>
      ) : null}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5">
        {rows.map(([title, value]) => (
          <div key={title} className="contents">
            <dt className="text-ink-2">{title}</dt>
            <dd className={title === 'Digest' ? 'font-mono text-2xs break-all' : 'break-words'}>{value}</dd>
          </div>
        ))}
        {(parameters ?? []).map(({ name, default: otherwise }) => (
          <div key={`parameter ${name}`} className="contents">
            <dt className="font-mono text-2xs text-ink-2">{name}</dt>
            <dd>
              {given.get(name) ?? otherwise ?? '–'}
              {given.has(name) ? '' : <span className="text-ink-2"> (default)</span>}
            </dd>
          </div>
        ))}
      </dl>
      {account?.mode === 'LIVE' ? (
        <TextField
          label={`LIVE: type ${form.name} to confirm`}
          value={form.confirmation}
          problem={problem('confirm')}
          onChange={(confirmation) => set({ confirmation })}
        />
      ) : null}
    </div>
  )
}
