/** The order ticket: terms by keyboard, the gate's decision before sending, and what became of the order after. */
'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useEffect, useRef, useState } from 'react'
import { type Control, Controller, useForm, useWatch } from 'react-hook-form'
import { ModeBadge, type ModeName } from '../accounts/mode-badge.tsx'
import { explainOutcome, type Outcome, problemField } from '../connection/problem.ts'
import { Button } from '../controls/button.tsx'
import { Confirm } from '../controls/confirm.tsx'
import { controlLook, Field } from '../controls/field.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { showWord } from '../format/words.ts'
import { InstrumentName, instrumentText } from '../market/instrument-name.tsx'
import { useDeskCommand } from '../shell/desk-commands.ts'
import { useShortcut } from '../shell/keyboard.tsx'
import { DecimalField } from './decimal-field.tsx'
import { useOrderPreview } from './order-preview.ts'
import { type Submitted, useTicketLife } from './submit-order.ts'
import {
  emptyTicket,
  type OrderInput,
  pricesOf,
  type TicketFields,
  ticketSchema,
  ticketTimes,
  ticketTypes,
  toOrderInput,
} from './ticket.ts'
import { TicketResult } from './ticket-result.tsx'

const sides = [
  { value: 'BUY', title: '▲ Buy', tone: 'data-[state=on]:bg-buy data-[state=on]:text-panel' },
  { value: 'SELL', title: '▼ Sell', tone: 'data-[state=on]:bg-sell data-[state=on]:text-panel' },
] as const

export interface TicketInstrument {
  readonly id: string
  readonly symbol: string
  readonly currency: string
  readonly priceIncrement: string
  readonly quantityIncrement: string
  readonly minQuantity: string
  readonly bid: string | null
  readonly ask: string | null
}

export interface OrderTicketProps {
  readonly account: { readonly id: string; readonly name: string; readonly mode: ModeName }
  readonly instrument: TicketInstrument
}

export function OrderTicket({ account, instrument }: OrderTicketProps) {
  const { control, handleSubmit, setValue, setError, getValues, formState } = useForm<TicketFields>({
    resolver: zodResolver(ticketSchema),
    defaultValues: emptyTicket,
    mode: 'onSubmit',
  })
  const quantity = useRef<HTMLInputElement>(null)
  const { ticket, send, discard } = useTicketLife()
  const [outcome, setOutcome] = useState<Outcome<Submitted> | null>(null)
  const [confirming, setConfirming] = useState<OrderInput | null>(null)
  const fields = useWatch({ control })
  const parsed = ticketSchema.safeParse(fields)
  const place = { accountId: account.id, instrumentId: instrument.id, clientOrderId: ticket.clientOrderId }
  const locked = ticket.phase !== 'editing'
  const preview = useOrderPreview(parsed.success && !locked ? toOrderInput(parsed.data, place) : null)
  const side = fields.side ?? 'BUY'
  const prices = pricesOf(fields.type ?? 'LIMIT')

  // Prices belong to an instrument; the quantity and the rest of the terms stay.
  useEffect(() => {
    setValue('limitPrice', '')
    setValue('stopPrice', '')
    setOutcome(null)
  }, [instrument.id, setValue])

  const transmit = async (input: OrderInput) => {
    const result = await send(input)
    setOutcome(result)
    if (result.kind !== 'problem') return
    const field = problemField(result.problem, [
      'side',
      'type',
      'timeInForce',
      'quantity',
      'limitPrice',
      'stopPrice',
    ])
    if (field) setError(field, { message: result.problem.message }, { shouldFocus: true })
  }
  const submit = handleSubmit((terms) => {
    if (ticket.phase === 'sending') return
    const input = toOrderInput(terms, place)
    if (account.mode === 'LIVE') setConfirming(input)
    else void transmit(input)
  })
  const focusTicket = () => {
    quantity.current?.focus()
    quantity.current?.select()
  }
  const takeSide = (next: 'BUY' | 'SELL') => () => {
    if (locked) return
    setValue('side', next)
    focusTicket()
  }
  useShortcut('ticket-buy', takeSide('BUY'))
  useShortcut('ticket-sell', takeSide('SELL'))
  useShortcut('ticket-focus', focusTicket)
  useShortcut('ticket-submit', () => void submit())
  useDeskCommand('buy', takeSide('BUY'))
  useDeskCommand('sell', takeSide('SELL'))

  const problemAt = (field: keyof TicketFields) => formState.errors[field]?.message
  return (
    <form
      aria-label="Order ticket"
      noValidate
      onSubmit={(event) => event.preventDefault()}
      className="flex h-full flex-col overflow-auto"
    >
      <div className="flex flex-col gap-2 p-2">
        <div className="flex items-center gap-2 text-xs">
          <strong className="min-w-0 truncate text-sm">
            <InstrumentName instrument={instrument} />
          </strong>
          <span className="min-w-0 flex-1 truncate text-right text-ink-2">{account.name}</span>
          <ModeBadge mode={account.mode} />
        </div>
        <fieldset disabled={locked} className="flex min-w-0 flex-col gap-2">
          <legend className="sr-only">Terms</legend>
          <Segmented
            label="Side"
            size="large"
            options={sides}
            value={side}
            onChange={(next) => setValue('side', next)}
          />
          <div className="grid grid-cols-2 gap-2">
            <Choice control={control} name="type" label="Type" options={ticketTypes} />
            <Choice control={control} name="timeInForce" label="Time in force" options={ticketTimes} />
          </div>
          <Controller
            control={control}
            name="quantity"
            render={({ field }) => (
              <DecimalField
                label="Quantity"
                inputRef={quantity}
                value={field.value}
                onChange={field.onChange}
                increment={instrument.quantityIncrement}
                problem={problemAt('quantity')}
                hint={`Minimum ${instrument.minQuantity}, in steps of ${instrument.quantityIncrement}`}
              />
            )}
          />
          {prices.limit ? (
            <PriceField
              control={control}
              name="limitPrice"
              label={`Limit price, ${instrument.currency}`}
              instrument={instrument}
              problem={problemAt('limitPrice')}
              onQuote={(value) => setValue('limitPrice', value)}
            />
          ) : null}
          {prices.stop ? (
            <PriceField
              control={control}
              name="stopPrice"
              label={`Stop price, ${instrument.currency}`}
              instrument={instrument}
              problem={problemAt('stopPrice')}
              onQuote={(value) => setValue('stopPrice', value)}
            />
          ) : null}
        </fieldset>
        <Button
          tone={side === 'BUY' ? 'buy' : 'sell'}
          size="large"
          aria-disabled={ticket.phase === 'sending'}
          aria-keyshortcuts="Control+Enter"
          onClick={() => void submit()}
        >
          {ticket.phase === 'sending'
            ? 'Sending…'
            : `${ticket.phase === 'unanswered' ? 'Send again: ' : ''}${showWord(side)} ${getValues('quantity')} ${instrument.symbol}`}
        </Button>
        {ticket.phase === 'unanswered' ? (
          <div role="alert" className="border-l-2 border-warn bg-warn-soft p-2 text-xs">
            <p>
              No answer came. The order may have been placed. Sending again is safe: it is the same order.
            </p>
            <Button className="mt-1.5" onClick={discard}>
              Give up this ticket
            </Button>
          </div>
        ) : outcome && outcome.kind !== 'done' ? (
          <p role="alert" className="border-l-2 border-bad bg-bad-soft p-2 text-xs">
            {explainOutcome(outcome)}
          </p>
        ) : null}
      </div>
      <TicketResult
        submitted={outcome?.kind === 'done' ? outcome.payload : null}
        preview={preview}
        onDismiss={() => setOutcome(null)}
      />
      <Confirm
        open={confirming !== null}
        title="Send a LIVE order?"
        action={`${showWord(side)} with real money`}
        tone="danger"
        onCancel={() => setConfirming(null)}
        onConfirm={() => {
          if (confirming) void transmit(confirming)
          setConfirming(null)
        }}
      >
        <p>
          {showWord(side)} {confirming?.quantity} {instrumentText(instrument)}, account {account.name}.
        </p>
      </Confirm>
    </form>
  )
}

interface ChoiceProps {
  readonly control: Control<TicketFields>
  readonly name: 'type' | 'timeInForce'
  readonly label: string
  readonly options: readonly string[]
}

function Choice({ control, name, label, options }: ChoiceProps) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => (
        <Field label={label} problem={fieldState.error?.message}>
          {(ids) => (
            <select {...ids} value={field.value} onChange={field.onChange} className={controlLook}>
              {options.map((option) => (
                <option key={option} value={option}>
                  {showWord(option)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    />
  )
}

interface PriceFieldProps {
  readonly control: Control<TicketFields>
  readonly name: 'limitPrice' | 'stopPrice'
  readonly label: string
  readonly instrument: TicketInstrument
  readonly problem: string | undefined
  readonly onQuote: (value: string) => void
}

function PriceField({ control, name, label, instrument, problem, onQuote }: PriceFieldProps) {
  return (
    <div className="flex items-start gap-1">
      <Controller
        control={control}
        name={name}
        render={({ field }) => (
          <DecimalField
            className="flex-1"
            label={label}
            value={field.value}
            onChange={field.onChange}
            increment={instrument.priceIncrement}
            problem={problem}
          />
        )}
      />
      {(['bid', 'ask'] as const).map((quoted) => {
        const value = instrument[quoted]
        return (
          <Button
            key={quoted}
            size="normal"
            tone="quiet"
            className="mt-[16px]"
            disabled={!value}
            aria-label={`${label}: use the ${quoted}`}
            onClick={() => (value ? onQuote(value) : undefined)}
          >
            {showWord(quoted)}
          </Button>
        )
      })}
    </div>
  )
}
