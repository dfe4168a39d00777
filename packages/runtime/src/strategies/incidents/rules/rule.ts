/** What a rule of incidents is: an observation in, a finding or nothing out. It reads no clock and keeps nothing. */
import type { IncidentBounds } from '../bounds.ts'
import type { Finding } from '../incident.ts'
import type { Observation } from '../observation.ts'

export type Rule = (observation: Observation, bounds: IncidentBounds) => Finding | null
