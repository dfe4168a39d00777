/**
 * A change of what a deployment runs, as a person edits it: on top of the revision that the editing began with. Somebody else's
 * change meanwhile is shown, never overwritten.
 */
import { givenParameters, idsIn } from './deploy-form.ts'

export interface ChangeForm {
  readonly versionId: string
  readonly parameters: Readonly<Record<string, string>>
  readonly instruments: string
  readonly ordersPerMinute: string
}

/** As much of a deployment as can be changed. */
export interface Changeable {
  readonly instrumentIds: readonly string[]
  readonly ordersPerMinuteMax: number
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  readonly version: { readonly id: string; readonly number: number }
}

/** Returns the form that says what is in force. */
export function changeFormOf(terms: Changeable): ChangeForm {
  return {
    versionId: terms.version.id,
    parameters: Object.fromEntries(terms.parameters.map(({ name, value }) => [name, value])),
    instruments: terms.instrumentIds.join(', '),
    ordersPerMinute: String(terms.ordersPerMinuteMax),
  }
}

export interface TermChange {
  readonly title: string
  readonly before: string
  readonly after: string
}

/** Returns what differs between two forms, in the order of the screen. */
export function changesBetween(
  before: ChangeForm,
  after: ChangeForm,
  nameOfVersion: (id: string) => string,
): readonly TermChange[] {
  const values = (form: ChangeForm): ReadonlyMap<string, string> =>
    new Map([
      ['Version', nameOfVersion(form.versionId)],
      ...givenParameters(form.parameters).map(({ name, value }): [string, string] => [name, value]),
      ['Instruments', idsIn(form.instruments).join(', ')],
      ['Orders a minute', form.ordersPerMinute.trim()],
    ])
  const [old, now] = [values(before), values(after)]
  return [...new Set([...now.keys(), ...old.keys()])]
    .filter((title) => (old.get(title) ?? '') !== (now.get(title) ?? ''))
    .map((title) => ({ title, before: old.get(title) ?? '', after: now.get(title) ?? '' }))
}

/** Returns what is in force now with what was edited put on it: what was not edited follows. */
export function onTopOf(theirs: ChangeForm, start: ChangeForm, mine: ChangeForm): ChangeForm {
  const edited = (field: Exclude<keyof ChangeForm, 'parameters'>) =>
    mine[field] === start[field] ? theirs[field] : mine[field]
  const names = [...new Set([...Object.keys(theirs.parameters), ...Object.keys(mine.parameters)])]
  const parameter = (name: string) => {
    const value = mine.parameters[name] ?? ''
    return value === (start.parameters[name] ?? '') ? (theirs.parameters[name] ?? '') : value
  }
  return {
    versionId: edited('versionId'),
    parameters: Object.fromEntries(names.map((name) => [name, parameter(name)])),
    instruments: edited('instruments'),
    ordersPerMinute: edited('ordersPerMinute'),
  }
}

export interface ChangeInput {
  readonly versionId?: string
  readonly parameters?: { readonly name: string; readonly value: string }[]
  readonly instrumentIds?: string[]
  readonly ordersPerMinuteMax?: number
}

/** Returns what to ask for: only what was changed, so that the rest stays as it is. Parameters are sent whole. */
export function changeInput(before: ChangeForm, after: ChangeForm): ChangeInput {
  const same = (read: (form: ChangeForm) => unknown) =>
    JSON.stringify(read(before)) === JSON.stringify(read(after))
  const version = before.versionId === after.versionId
  return {
    ...(version ? {} : { versionId: after.versionId }),
    // Another version may take others: what is sent for it is what the form shows.
    ...(version && same(({ parameters }) => givenParameters(parameters))
      ? {}
      : { parameters: [...givenParameters(after.parameters)] }),
    ...(same(({ instruments }) => idsIn(instruments))
      ? {}
      : { instrumentIds: [...idsIn(after.instruments)] }),
    ...(before.ordersPerMinute === after.ordersPerMinute
      ? {}
      : { ordersPerMinuteMax: Number(after.ordersPerMinute) }),
  }
}
