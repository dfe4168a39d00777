/** Takes a file that is dropped anywhere on the screen, and says so while one is held above it. */
'use client'

import { FileArchive } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'

export interface DropAnywhereProps {
  readonly active: boolean
  readonly onFile: (file: File) => void
  readonly children: ReactNode
}

const holdsFile = (event: DragEvent) => event.dataTransfer.types.includes('Files')

export function DropAnywhere({ active, onFile, children }: DropAnywhereProps) {
  const [over, setOver] = useState(false)
  // Every element below sends its own enter and leave.
  const depth = useRef(0)
  const end = () => {
    depth.current = 0
    setOver(false)
  }
  if (!active) return children
  return (
    <div
      className="relative h-full"
      onDragEnter={(event) => {
        if (!holdsFile(event)) return
        event.preventDefault()
        depth.current += 1
        setOver(true)
      }}
      onDragOver={(event) => {
        if (holdsFile(event)) event.preventDefault()
      }}
      onDragLeave={(event) => {
        if (!holdsFile(event)) return
        depth.current -= 1
        if (depth.current <= 0) end()
      }}
      onDrop={(event) => {
        if (!holdsFile(event)) return
        event.preventDefault()
        end()
        const file = event.dataTransfer.files[0]
        if (file) onFile(file)
      }}
    >
      {children}
      {over ? (
        <div
          aria-hidden
          className="pointer-events-none absolute inset-2 z-30 grid place-items-center border-2 border-dashed border-accent bg-accent-soft/90"
        >
          <p className="flex items-center gap-2 text-base font-semibold">
            <FileArchive className="size-5" />
            Drop the zip to have it built
          </p>
        </div>
      ) : null}
    </div>
  )
}
