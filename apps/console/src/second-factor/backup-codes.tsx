/** Backup codes, shown this once: to copy, to save, to write down. */
'use client'

import { Button } from '../controls/button.tsx'
import { copyText } from '../controls/copy-text.ts'

export interface BackupCodesProps {
  readonly codes: readonly string[]
  readonly onKept: () => void
}

export function BackupCodes({ codes, onKept }: BackupCodesProps) {
  const text = `${codes.join('\n')}\n`
  return (
    <div className="flex flex-col gap-3">
      <p className="text-xs text-ink-2">
        Each of these codes stands in once for your app. They are not shown again: keep them where your phone
        is not.
      </p>
      <ol aria-label="Backup codes" className="grid grid-cols-2 gap-x-4 border border-line bg-raised p-3">
        {codes.map((code) => (
          <li key={code} className="font-mono text-sm leading-7 select-all">
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap justify-end gap-2">
        <Button size="large" onClick={() => void copyText(text, 'The backup codes are copied')}>
          Copy
        </Button>
        <Button size="large" onClick={() => save(text)}>
          Download
        </Button>
        <Button size="large" tone="primary" onClick={onKept}>
          I have kept them
        </Button>
      </div>
    </div>
  )
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'quarterdeck-backup-codes.txt'
  link.click()
  URL.revokeObjectURL(url)
}
