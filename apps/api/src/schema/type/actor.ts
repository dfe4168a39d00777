/** Who did something, as the journal names them. */
import type { Actor as ActorValue } from '@quarterdeck/engine'
import { builder } from '../builder.ts'
import { ActorKind } from '../enums.ts'
import { globalId } from '../global-id.ts'

type ActorShape = Pick<ActorValue, 'kind' | 'id' | 'name'>

export const Actor = builder.objectRef<ActorShape>('Actor').implement({
  description: 'Who did it.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ActorKind, description: 'What kind of caller.' }),
    id: t.id({
      description: 'Id of the person, key or deployment; the name of the part for the system.',
      resolve: actorId,
    }),
    name: t.exposeString('name', { description: 'The name at the time.' }),
  }),
})

/** Reads an actor out of a Json column; runtime wrote it, in this shape. */
export function storedActor(value: unknown): ActorShape {
  return value as ActorShape
}

function actorId({ kind, id }: ActorShape): string {
  if (kind === 'USER') return globalId('User', id)
  if (kind === 'STRATEGY') return globalId('Deployment', id)
  return kind === 'API_KEY' ? globalId('ApiKey', id) : id
}
