/** The way in: e-mail and password, then a code where the person has a second factor. */
'use client'

import { useState } from 'react'
import { CodeStep } from './code-step.tsx'
import { DemoHint } from './demo-hint.tsx'
import { PasswordStep } from './password-step.tsx'

export function SignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [codeWanted, setCodeWanted] = useState(false)
  const [email, setEmail] = useState('')

  return (
    <main className="flex h-full items-start justify-center overflow-auto px-4 pt-[14vh] pb-8">
      <div className="w-full max-w-[340px]">
        <h1 className="text-lg font-semibold tracking-tight">Quarterdeck</h1>
        <p className="mb-5 text-sm text-ink-2">
          {codeWanted ? 'One more step: your second factor.' : 'Sign in to your trading desk.'}
        </p>
        {codeWanted ? (
          <CodeStep onSignedIn={onSignedIn} onBack={() => setCodeWanted(false)} />
        ) : (
          <>
            {/* A chosen demo user starts the form anew with that address. */}
            <PasswordStep
              key={email}
              email={email}
              onSignedIn={onSignedIn}
              onCodeWanted={() => setCodeWanted(true)}
            />
            <DemoHint onChoose={setEmail} />
          </>
        )}
      </div>
    </main>
  )
}
