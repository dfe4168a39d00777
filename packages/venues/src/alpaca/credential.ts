/** An Alpaca key pair. Its secret is in what is sent to Alpaca and in nothing else: no text, JSON or inspection of it shows it. */

/** Alpaca's keys are of letters and digits; some tools of its own print a few signs too. */
const ALLOWED = /^[A-Za-z0-9_/+=.-]{8,200}$/

export class AlpacaCredential {
  readonly keyId: string
  readonly #secret: string

  constructor(keyId: string, secret: string) {
    this.keyId = keyId
    this.#secret = secret
  }

  /** Headers of every signed request. */
  headers(): Readonly<Record<string, string>> {
    return { 'apca-api-key-id': this.keyId, 'apca-api-secret-key': this.#secret }
  }

  /** The first message of an order stream. */
  orderStreamLogin(): string {
    return JSON.stringify({
      action: 'authenticate',
      data: { key_id: this.keyId, secret_key: this.#secret },
    })
  }

  /** The first message of a market data stream. */
  dataStreamLogin(): string {
    return JSON.stringify({ action: 'auth', key: this.keyId, secret: this.#secret })
  }

  /** A text of somebody else without what is secret: something on the way may send our own request back to us. */
  withheld(text: string): string {
    return text.replaceAll(this.#secret, '(secret)').replaceAll(this.keyId, '(key)')
  }
}

export type CredentialReading =
  | { readonly ok: true; readonly credential: AlpacaCredential }
  /** Names the fault and what is allowed; never holds a part of the secret. */
  | { readonly ok: false; readonly message: string }

export function readCredential(keyId: string, secret: string): CredentialReading {
  const [id, word] = [keyId.trim(), secret.trim()]
  if (!ALLOWED.test(id))
    return {
      ok: false,
      message:
        'the key id is 8 to 200 letters and digits: copy "Key" of the portal, for paper it begins with PK',
    }
  if (!ALLOWED.test(word))
    return {
      ok: false,
      message: 'the secret key is 8 to 200 letters and digits: it is shown once, when the key is made',
    }
  if (id === word) return { ok: false, message: 'the secret key is the key id again: they are two texts' }
  return { ok: true, credential: new AlpacaCredential(id, word) }
}
