/** Every message that a simulator ever received whole, in order: the only honest witness of what was sent. */

export interface ReceivedMessage {
  readonly number: number
  readonly atMs: number
  readonly transport: 'HTTP' | 'WS'
  readonly method: string
  readonly path: string
  readonly body: string
  /** Whether it carried a credential that was found good. */
  readonly authenticated: boolean
}

export class TruthLog {
  readonly messages: ReceivedMessage[] = []
  private readonly isQuestion: (message: ReceivedMessage) => boolean

  /** `isQuestion`: what is posted and changes nothing, where a venue has such a thing. */
  constructor(isQuestion: (message: ReceivedMessage) => boolean = () => false) {
    this.isQuestion = isQuestion
  }

  record(message: Omit<ReceivedMessage, 'number'>): void {
    this.messages.push({ number: this.messages.length + 1, ...message })
  }

  /** Messages that can change something at the venue: anything but reads and subscriptions. */
  writes(): readonly ReceivedMessage[] {
    return this.messages.filter(
      (message) => message.transport === 'HTTP' && message.method !== 'GET' && !this.isQuestion(message),
    )
  }
}
