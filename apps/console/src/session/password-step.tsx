/** E-mail and password. What is wrong is said beside the field, what the server refuses above the button. */
'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect, useState } from 'react'
import { useForm } from 'react-hook-form'
import { z } from 'zod'
import { Button } from '../controls/button.tsx'
import { controlFrame, Field } from '../controls/field.tsx'
import { signIn } from './authentication.ts'
import { StepRefusal } from './step-refusal.tsx'

export interface PasswordStepProps {
  /** The address to begin with; empty: the person types one. */
  readonly email: string
  readonly onSignedIn: () => void
  readonly onCodeWanted: () => void
}

const form = z.object({
  email: z.email('Enter an e-mail address, for example you@desk.example.'),
  password: z.string().min(1, 'Enter your password.'),
})

export function PasswordStep({ email, onSignedIn, onCodeWanted }: PasswordStepProps) {
  const [refusal, setRefusal] = useState<string | null>(null)
  const { register, handleSubmit, formState, setFocus } = useForm({
    resolver: zodResolver(form),
    defaultValues: { email, password: '' },
  })
  useEffect(() => {
    if (email !== '') setFocus('password')
  }, [email, setFocus])

  const submit = handleSubmit(async (typed) => {
    setRefusal(null)
    const result = await signIn(typed.email, typed.password)
    if (result.kind === 'signed-in') onSignedIn()
    else if (result.kind === 'code-wanted') onCodeWanted()
    else setRefusal(result.message)
  })

  return (
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
      <StepRefusal refusal={refusal} />
      <Button type="submit" tone="primary" size="large" disabled={formState.isSubmitting}>
        {formState.isSubmitting ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}
