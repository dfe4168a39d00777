import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SIMULATED_INSTRUMENTS } from '@quarterdeck/venues'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPlaylist } from './playlist.ts'
import { TapePlayer } from './tape-player.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'playlist-'))
  await writeFile(join(folder, 'yen.csv'), 'when,b,a\n2026-11-20T10:00:00Z,152.001,152.003\n')
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

const YEN = {
  kind: 'CSV',
  instrument: 'SIM:USD-JPY',
  path: 'yen.csv',
  format: { rows: 'QUOTES', time: 'iso', columns: { time: 'when', bid: 'b', ask: 'a' } },
}

async function playlistOf(content: unknown) {
  const path = join(folder, 'playlist.json')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  return readPlaylist(path, SIMULATED_INSTRUMENTS)
}

describe('playlists', () => {
  it('name recordings beside them, and play at their own pace, moved to the present, unless told', async () => {
    const { pace, tracks, alwaysOpen } = await playlistOf({ tracks: [YEN] })
    expect(pace).toEqual({ kind: 'SPEED', speed: 1, times: 'SHIFTED' })
    const played = await new TapePlayer({ tracks, times: 'ORIGINAL', alwaysOpen }).next()
    expect(played?.quote).toMatchObject({ instrumentId: 'SIM:USD-JPY', bidTicks: 152_001, askTicks: 152_003 })
    expect(played?.statuses).toMatchObject([{ status: 'OPEN' }])
  })

  it.each([
    ['no JSON', '{', 'must be JSON'],
    ['no tracks', { tracks: [] }, 'tracks'],
    ['a speed of zero', { speed: 0, tracks: [YEN] }, 'speed'],
    [
      'an instrument that is not listed',
      { tracks: [{ ...YEN, instrument: 'SIM:X' }] },
      'tracks[0].instrument: "SIM:X" is not listed; allowed: SIM:BTC-USD',
    ],
    ['an unknown kind', { tracks: [{ ...YEN, kind: 'TSV' }] }, 'tracks[0].kind'],
    ['an unknown field', { tracks: [{ ...YEN, sped: 2 }] }, 'sped'],
    [
      'an unknown zone',
      { tracks: [{ ...YEN, format: { ...YEN.format, zone: 'Mars' } }] },
      'must be an IANA time zone',
    ],
    [
      'bars without a spread',
      { tracks: [{ ...YEN, format: { ...YEN.format, rows: 'BARS' } }] },
      'spreadTicks',
    ],
  ])('%s is refused, naming the file and the field', async (_case, content, named) => {
    const refusal = await playlistOf(content).then(
      () => null,
      (error: unknown) => error,
    )
    expect(String(refusal)).toContain('playlist.json: ')
    expect(String(refusal)).toContain(named)
  })
})
