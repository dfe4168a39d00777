import { describe, expect, it } from 'vitest'
import {
  emptySubmission,
  nameOfArchive,
  nameOfRepository,
  strategyName,
  submissionFault,
} from './submission.ts'

describe('a submission', () => {
  it('is named after its archive or repository until a person names it', () => {
    expect(nameOfArchive('Momentum v2.ZIP')).toBe('momentum-v2')
    expect(nameOfRepository('https://git.test/desk/Momentum.git/')).toBe('momentum')
    expect(nameOfRepository('')).toBe('')
  })

  it('has a name that strategies may have, or none', () => {
    for (const text of ['Ünïcode & Co', '---', 'a'.repeat(200), 'x-'.repeat(40)])
      expect(strategyName(text)).toMatch(/^([a-z0-9-]{1,64})?$/)
    expect(strategyName('--a--')).toBe('a')
  })

  it('says what is missing, field by field', () => {
    const zip = { ...emptySubmission, name: 'momentum' }
    expect(submissionFault(zip, false)).toMatchObject({ field: 'file' })
    expect(submissionFault(zip, true)).toBeNull()
    expect(submissionFault({ ...zip, name: 'Momentum' }, true)).toMatchObject({ field: 'name' })
    const git = { ...zip, kind: 'GIT' as const, url: 'https://git.test/a.git' }
    expect(submissionFault(git, false)).toBeNull()
    expect(submissionFault({ ...git, url: 'git@git.test:a.git' }, false)).toMatchObject({ field: 'url' })
    expect(submissionFault({ ...git, revision: ' ' }, false)).toMatchObject({ field: 'revision' })
  })
})
