/** The way out of a session. */
'use client'

import { toast } from 'sonner'
import { signOut } from './authentication.ts'
import { useSession } from './session.tsx'

/** Returns what signs the person out; when the server can't be told, it says so and the session stays. */
export function useSignOut(): () => void {
  const { end } = useSession()
  return () => {
    signOut().then(end, () => toast.error('You are still signed in: the server could not be reached.'))
  }
}
