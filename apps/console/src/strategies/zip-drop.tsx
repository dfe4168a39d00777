/** The archive of a submission: chosen here or dropped anywhere on the screen, with how much of it is sent. */
'use client'

import { FileArchive } from 'lucide-react'
import { useId } from 'react'
import { Progress } from '../controls/progress.tsx'
import type { Sending } from '../datasets/use-import.ts'
import { showBytes } from '../format/number.ts'

export interface ZipDropProps {
  readonly sending: Sending
  readonly problem: string | undefined
  readonly onFile: (file: File) => void
}

export function ZipDrop({ sending, problem, onFile }: ZipDropProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5 border border-dashed border-line-strong p-3 text-xs">
      <label htmlFor={id} className="flex items-center gap-2 font-medium">
        <FileArchive aria-hidden className="size-4 text-ink-2" />
        Zip of the strategy
      </label>
      <input
        id={id}
        type="file"
        accept=".zip,application/zip"
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) onFile(file)
        }}
        className="w-full text-xs file:mr-2 file:rounded-[3px] file:border file:border-line file:bg-raised file:px-2 file:py-1 file:text-ink"
      />
      <p id={`${id}-note`} className="text-2xs text-ink-2">
        Choose it, or drop it anywhere on this screen. Up to 16 MB.
      </p>
      {sending.step === 'sending' ? (
        <Progress label={`Sending ${sending.name}`} share={sending.share} />
      ) : null}
      {sending.step === 'sent' ? (
        <p role="status" className="font-medium">
          {sending.upload.name}, {showBytes(sending.upload.bytes)}, is at the server.
        </p>
      ) : null}
      {sending.step === 'refused' ? (
        <p role="alert" className="text-bad">
          {sending.name} was not taken: {sending.message}
        </p>
      ) : null}
      {problem ? (
        <p role="alert" className="text-bad">
          {problem}
        </p>
      ) : null}
    </div>
  )
}
