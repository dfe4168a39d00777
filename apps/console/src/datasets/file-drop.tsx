/** Takes a file by choice or drop, and shows how much of it is sent. */
'use client'

import { FileUp } from 'lucide-react'
import { useId, useState } from 'react'
import { classes } from '../controls/classes.ts'
import { Progress } from '../controls/progress.tsx'
import { showCompact } from '../format/number.ts'
import type { Sending } from './use-import.ts'

export interface FileDropProps {
  readonly sending: Sending
  readonly onFile: (file: File) => void
}

export function FileDrop({ sending, onFile }: FileDropProps) {
  const id = useId()
  const [over, setOver] = useState(false)
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const file = event.dataTransfer.files[0]
        if (file) onFile(file)
      }}
      className={classes(
        'flex flex-col gap-1.5 border border-dashed p-3 text-xs',
        over ? 'border-accent bg-accent-soft' : 'border-line-strong',
      )}
    >
      <label htmlFor={id} className="flex items-center gap-2 font-medium">
        <FileUp aria-hidden className="size-4 text-ink-2" />
        File to import
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,.txt,.tsv,.zip,.gz,.parquet"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) onFile(file)
        }}
        className="w-full text-xs file:mr-2 file:rounded-[3px] file:border file:border-line file:bg-raised file:px-2 file:py-1 file:text-ink"
      />
      <p className="text-2xs text-ink-2">
        CSV as text or zipped, or Parquet. Yahoo, Stooq, Binance, Kaggle, LEAN, backtrader and MetaTrader
        forms are known by themselves.
      </p>
      {sending.step === 'sending' ? (
        <Progress label={`Sending ${sending.name}`} share={sending.share} />
      ) : null}
      {sending.step === 'refused' ? (
        <p role="alert" className="text-bad">
          {sending.name} was not taken: {sending.message}
        </p>
      ) : null}
      {sending.step === 'sent' ? (
        <p className="text-ink-2">
          {sending.upload.name}, {showCompact(sending.upload.bytes)}B, is at the server. Nothing is imported
          yet.
        </p>
      ) : null}
    </div>
  )
}
