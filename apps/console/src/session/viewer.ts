/** Who is signed in, and what they may do in which organization. */
import { graphql } from '../generated/gql.ts'
import type { ViewerQuery as ViewerResult } from '../generated/graphql.ts'

export const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      id
      name
      email
      kind
      shutOutOf
      memberships {
        role
        permissions
        organization {
          id
          slug
          name
        }
      }
    }
  }
`)

export type Viewer = NonNullable<ViewerResult['viewer']>
export type Membership = Viewer['memberships'][number]
