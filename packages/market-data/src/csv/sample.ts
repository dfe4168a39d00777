/** The first lines of a text file as fields of text: what detection and previews look at. */
import { MarketDataError } from '../market-data-error.ts'

export interface Sample {
  /** File name without its folder; of a zip, the name of the entry in it. */
  readonly file: string
  readonly separator: string
  readonly decimal: '.' | ','
  /** Fields of the header line, as they are written; undefined where the file starts with data. */
  readonly header: readonly string[] | undefined
  /** Lines before the first line of data: the header, and whatever stands above it. */
  readonly headerLines: number
  /** The first lines of data. */
  readonly rows: readonly (readonly string[])[]
}

const SEPARATORS = [',', ';', '\t', '|'] as const
const LINES_MAX = 400

/** Splits the start of a file. Throws `BAD_FILE` where it is empty or no table of text. */
export function sampleOf(file: string, text: string, separator?: string): Sample {
  if (text.includes('\0')) {
    throw new MarketDataError('BAD_FILE', 'holds zero bytes: it is no text, or UTF-16 without its mark', {
      file,
    })
  }
  const ended = text.includes('\n') ? text.slice(0, text.lastIndexOf('\n')) : text
  const numbered = (ended === '' ? text : ended)
    .split('\n')
    .map((line, index) => ({ text: line.replace(/\r$/, ''), number: index + 1 }))
    .filter((line) => line.text !== '')
    .slice(0, LINES_MAX)
  const lines = numbered.map((line) => line.text)
  if (lines.length === 0) throw new MarketDataError('BAD_FILE', 'holds no rows', { file })
  const by = separator ?? separatorOf(lines)
  if (by === undefined) {
    const message = 'no separator found: rows must be split by a comma, semicolon, tab or |'
    throw new MarketDataError('BAD_FILE', message, { file, row: 1 })
  }
  const above = preambleLength(lines, by)
  const fields = lines.slice(above).map((line) => splitLine(line, by))
  const [first, ...others] = fields
  const isHeader = first!.some((field) => /\p{L}/u.test(field) && !isValueWithLetters(field))
  const header = isHeader ? first : undefined
  const rows = isHeader ? others : fields
  const headerLines = isHeader ? numbered[above]!.number : above === 0 ? 0 : numbered[above - 1]!.number
  const decimal = by !== ',' && rows.some((row) => row.some((field) => /^-?\d+,\d+$/.test(field))) ? ',' : '.'
  return { file, separator: by, decimal, header, headerLines, rows }
}

/** Lines above the table: remarks, and lines without a separator, such as the address of a download. */
function preambleLength(lines: readonly string[], separator: string): number {
  const first = lines.findIndex((line) => !line.startsWith('#') && line.includes(separator))
  return Math.max(0, first)
}

/** Fields of a line, those in quotes without them. */
export function splitLine(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((field) => field.trim())
  const quoted = /^"[^"]*"/
  const fields: string[] = []
  for (let rest = line; ;) {
    const text = quoted.exec(rest)?.[0] ?? ''
    const end = rest.indexOf(separator, text.length)
    fields.push((end < 0 ? rest : rest.slice(0, end)).trim().replaceAll('"', ''))
    if (end < 0) return fields
    rest = rest.slice(end + separator.length)
  }
}

/** Values that hold letters though they are data: times with T, Z or a month, exponents, flags, empty marks. */
function isValueWithLetters(field: string): boolean {
  return /^\d/.test(field) || /^(true|false|null|nan|n\/a|buy|sell)$/i.test(field)
}

/** The separator that gives most lines the same number of columns. */
export function separatorOf(lines: readonly string[]): string | undefined {
  const scored = SEPARATORS.map((separator) => {
    const counts = lines.map((line) => line.split(separator).length)
    const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)]!
    return { separator, usual, share: counts.filter((count) => count === usual).length / counts.length }
  }).filter(({ usual }) => usual > 1)
  return scored.sort((a, b) => b.share - a.share || b.usual - a.usual)[0]?.separator
}

/** A column's name for comparing: lower case, letters and digits only. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
