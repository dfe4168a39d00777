import { describe, expect, it } from 'vitest'
import { isWanted, levelsFrom } from './log-levels.ts'

const all = { least: 'DEBUG', text: '', run: null } as const
const line = { level: 'WARN', message: 'Spread too Wide', run: 2 } as const

describe('which lines of a log a reader asks for', () => {
  it('are those of a level and what is graver', () => {
    expect(levelsFrom('WARN')).toEqual(['WARN', 'ERROR'])
    expect(isWanted(line, { ...all, least: 'WARN' })).toBe(true)
    expect(isWanted(line, { ...all, least: 'ERROR' })).toBe(false)
  })

  it('hold the text, whatever its case', () => {
    expect(isWanted(line, { ...all, text: 'too wide' })).toBe(true)
    expect(isWanted(line, { ...all, text: 'narrow' })).toBe(false)
  })

  it('are of the run that is asked for', () => {
    expect(isWanted(line, { ...all, run: 2 })).toBe(true)
    expect(isWanted(line, { ...all, run: 3 })).toBe(false)
  })
})
