/** The way in: e-mail and password. What is wrong is said beside the field, what the server refuses above the button. */
'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Button } from '../controls/button.tsx'
import { controlFrame, Field } from '../controls/field.tsx'
import { signIn } from './authentication.ts'
import { DemoHint } from './demo-hint.tsx'

const form = z.object({
  email: z.email('Enter an e-mail address, for example you@desk.example.'),
  password: z.string().min(1, 'Enter your password.'),
})

export function SignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [refusal, setRefusal] = useState<string | null>(null)
  const { register, handleSubmit, formState, setValue, setFocus } = useForm({
    resolver: zodResolver(form),
    defaultValues: { email: '', password: '' },
  })

  const submit = handleSubmit(async ({ email, password }) => {
    setRefusal(null)
    const result = await signIn(email, password)
    if (result.kind === 'signed-in') onSignedIn()
    else setRefusal(result.message)
  })

  const chooseDemoUser = (email: string) => {
    setValue('email', email)
    setFocus('password')
  }

  return (
    <main className="flex h-full items-start justify-center overflow-auto px-4 pt-[14vh] pb-8">
      <div className="w-full max-w-[340px]">
        <h1 className="text-lg font-semibold tracking-tight">Quarterdeck</h1>
        <p className="mb-5 text-sm text-ink-2">Sign in to your trading desk.</p>
        <form noValidate onSubmit={submit} className="flex flex-col gap-3" aria-label="Sign in">
          <Field label="E-mail" problem={formState.errors.email?.message}>
            {(ids) => (
              <input
                {...ids}
                {...register('email')}
                type="email"
                autoComplete="username"
                className={`${controlFrame} h-9 w-full px-2`}
              />
            )}
          </Field>
          <Field label="Password" problem={formState.errors.password?.message}>
            {(ids) => (
              <input
                {...ids}
                {...register('password')}
                type="password"
                autoComplete="current-password"
                className={`${controlFrame} h-9 w-full px-2`}
              />
            )}
          </Field>
          <div aria-live="assertive" className="min-h-9">
            {refusal ? (
              <p role="alert" className="border-l-2 border-bad bg-bad-soft px-2 py-1.5 text-xs text-ink">
                {refusal}
              </p>
            ) : null}
          </div>
          <Button type="submit" tone="primary" size="large" disabled={formState.isSubmitting}>
            {formState.isSubmitting ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
        <DemoHint onChoose={chooseDemoUser} />
      </div>
    </main>
  )
}
