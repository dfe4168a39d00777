/** Draws a QR code in the page: dark on light in every theme, for cameras read nothing else. */
import encodeQR from 'qr'
import { useMemo } from 'react'

/** Light modules around it, as the standard wants them. */
const BORDER = 4

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => drawing(text), [text])
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-44 shrink-0 rounded-[3px] border border-line bg-white"
    >
      <path d={path} fill="black" />
    </svg>
  )
}

function drawing(text: string): { readonly size: number; readonly path: string } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: BORDER })
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { size: rows.length, path }
}
