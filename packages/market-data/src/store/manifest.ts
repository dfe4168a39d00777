/**
 * What a series consists of: its files with their content hashes, and where its rows came from.
 *
 * The manifest is the commit point of the store. Files are named by their content and never change; a write puts new files
 * beside the old ones and then replaces the manifest, so a reader, or a crash, sees one state or the other.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { AssetClass } from '@quarterdeck/sdk'
import type { CorporateAction } from '../adjustment/corporate-action.ts'
import { MarketDataError } from '../market-data-error.ts'
import type { SeriesKey } from '../series/series-key.ts'
import type { Verdict } from '../validation/verdict.ts'
import { UNFINISHED, writeDurably } from './durable-file.ts'

/** One Parquet file of a series. Times are microseconds UTC. */
export interface SeriesPart {
  /** The period it covers: `2024-05-01`, `2024-05`, `2024` or `2020s`. */
  readonly period: string
  readonly rows: number
  readonly first: number
  readonly last: number
  /** Hash of its rows (see `contentHash`); also the name of its file. */
  readonly sha256: string
  /** The write that made it as it is. */
  readonly importId: string
}

/** A file as its rows alone describe it. */
export type PartContent = Omit<SeriesPart, 'importId'>

/** One write to a series. */
export interface SeriesImport {
  readonly id: string
  /** Where the rows came from, in words: a file's name, a provider. */
  readonly source: string
  /** When, in microseconds UTC, as the caller gave it. */
  readonly at: number
  readonly rowsAdded: number
  readonly rowsChanged: number
  readonly rowsRemoved: number
}

export interface SeriesManifest {
  readonly version: 1
  readonly key: SeriesKey
  readonly assetClass: AssetClass | null
  /** In order of time, none empty. */
  readonly parts: readonly SeriesPart[]
  /** The newest last, at most the number the store keeps. */
  readonly imports: readonly SeriesImport[]
  /** What validation said of this content, if it was asked. */
  readonly verdict: { readonly verdict: Verdict; readonly at: number; readonly contentSha256: string } | null
  /** Splits and dividends of the instrument, in order of time, with where and when they came from; absent: none are known. */
  readonly actions?: {
    readonly list: readonly CorporateAction[]
    readonly source: string
    readonly at: number
  }
}

const MANIFEST_FILE = 'manifest.json'

/** Folder of a series below `directory`: readable, safe on every file system, one to one. */
export function seriesDirectory(directory: string, { instrument, kind, timeframe }: SeriesKey): string {
  return join(directory, 'series', encodeName(instrument), `${kind}-${timeframe}`)
}

/** A folder name that reads like the instrument, with a hash that keeps two instruments apart on every file system. */
function encodeName(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.replaceAll(/[^A-Za-z0-9_-]/g, (letter) => (letter === ':' ? '.' : '_'))}-${hash}`
}

/** Manifests read before, as long as their files are the same: a read then costs one question to the file system. */
const known = new Map<string, { readonly identity: string; readonly manifest: SeriesManifest }>()
const KNOWN_MAX = 1_000

/** The manifest of a series; undefined when the series is not kept. */
export function readManifest(seriesPath: string): SeriesManifest | undefined {
  const path = join(seriesPath, MANIFEST_FILE)
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (stat === undefined) return undefined
  // A manifest is never written over: a new one is another file.
  const identity = `${stat.ino} ${stat.mtimeNs} ${stat.size}`
  const before = known.get(path)
  if (before?.identity === identity) return before.manifest
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as SeriesManifest
  if (manifest.version !== 1) {
    throw new MarketDataError(
      'DAMAGED',
      `${path} has version ${String(manifest.version)}; this program knows 1`,
    )
  }
  if (known.size >= KNOWN_MAX) known.clear()
  known.set(path, { identity, manifest })
  return manifest
}

/** Makes a manifest the state of its series. */
export function publishManifest(seriesPath: string, manifest: SeriesManifest): void {
  writeDurably(join(seriesPath, MANIFEST_FILE), [`${JSON.stringify(manifest, null, 1)}\n`])
  // Whatever the file system makes of the new file's identity, this process has seen it change.
  known.delete(join(seriesPath, MANIFEST_FILE))
}

/** Every manifest of a store, by instrument, kind and timeframe. */
export function readManifests(directory: string): readonly SeriesManifest[] {
  const root = join(directory, 'series')
  mkdirSync(root, { recursive: true })
  return readdirSync(root)
    .sort()
    .flatMap((instrument) =>
      readdirSync(join(root, instrument))
        .sort()
        .map((series) => join(root, instrument, series)),
    )
    .filter((series) => !series.endsWith(UNFINISHED))
    .map(readManifest)
    .filter((manifest) => manifest !== undefined)
}

/** Hash of a whole series: of its parts' hashes, in order. */
export function seriesHash(parts: readonly PartContent[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.period} ${part.sha256}\n`)
  return hash.digest('hex')
}
