import { describe, expect, it } from 'vitest'
import { changedDraft, draftOf, forgetDraft, keepDraft } from './deploy-draft.ts'

const start = { asked: null, versionId: 'ver_2', name: 'momentum-1', accountId: '' }

describe('drafts of deployments', () => {
  it('start with the newest version and a free name, and are kept as they were left', () => {
    const draft = draftOf('str_1', start)
    expect(draft.form).toMatchObject({ versionId: 'ver_2', name: 'momentum-1' })
    keepDraft('str_1', changedDraft(draft, { versionId: 'ver_1', accountId: 'acc_1' }))
    expect(draftOf('str_1', start).form).toMatchObject({ versionId: 'ver_1', accountId: 'acc_1' })
    expect(draftOf('str_2', start).form.accountId).toBe('')
    forgetDraft('str_1')
    expect(draftOf('str_1', start).form.accountId).toBe('')
  })

  it('take the version that was asked for, and keep the rest', () => {
    keepDraft('str_3', changedDraft(draftOf('str_3', start), { accountId: 'acc_1' }))
    const { form } = draftOf('str_3', { ...start, asked: 'ver_3' })
    expect(form).toMatchObject({ versionId: 'ver_3', accountId: 'acc_1' })
  })

  it('are the same deployment while nothing changes, another one once something does', () => {
    const draft = draftOf('str_4', start)
    keepDraft('str_4', draft)
    expect(draftOf('str_4', start).idempotencyKey).toBe(draft.idempotencyKey)
    expect(changedDraft(draft, { seed: '2' }).idempotencyKey).not.toBe(draft.idempotencyKey)
  })
})
