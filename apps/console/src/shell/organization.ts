/** What the shell itself needs of an organization: its head, its accounts and its kill switches. */
import { graphql } from '../generated/gql.ts'

export const ShellQuery = graphql(`
  query Shell($slug: String!) {
    organization(slug: $slug) {
      id
      headSeq
      accounts(first: 100) {
        edges {
          node {
            id
            name
            mode
            ...AccountSwitcher_AccountFragment
            ...LiveBanner_AccountFragment
          }
        }
      }
      killSwitches {
        id
        ...KillSwitchBanner_KillSwitchFragment
      }
    }
  }
`)
