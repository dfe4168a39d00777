/** Sends a file to the server to be looked at. Nothing is imported by it; an upload that no import takes is forgotten. */

export interface Upload {
  readonly id: string
  readonly name: string
  readonly bytes: number
}

/** Where the server takes files in: market data, or archives of strategies. */
export type UploadDoor = '/api/uploads' | '/api/strategies/uploads'

export interface UploadOptions {
  readonly door: UploadDoor
  readonly organizationId: string
  readonly file: File
  /** Told of the share that was sent, 0 to 1. */
  readonly onProgress: (share: number) => void
  readonly signal: AbortSignal
}

/** Why an upload did not come about, in words for people. */
export class UploadFault extends Error {
  override readonly name = 'UploadFault'
}

/** Sends the file and returns the upload. Rejects with an UploadFault that says why it was not taken. */
export function upload({ door, organizationId, file, onProgress, signal }: UploadOptions): Promise<Upload> {
  return new Promise((resolve, reject) => {
    // fetch cannot tell how much of a body was sent.
    const request = new XMLHttpRequest()
    const query = new URLSearchParams({ organizationId, name: file.name })
    request.open('POST', `${door}?${query.toString()}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total > 0 ? loaded / total : 0),
    )
    request.addEventListener('load', () => {
      const taken = uploadOf(request.responseText, file)
      if (request.status < 300 && taken) resolve(taken)
      else
        reject(new UploadFault(messageOf(request.responseText) ?? `The server answered ${request.status}.`))
    })
    request.addEventListener('error', () => reject(new UploadFault('The server cannot be reached.')))
    request.addEventListener('abort', () => reject(new UploadFault('The upload was stopped.')))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

/** Returns the upload that an answer names, or null. */
export function uploadOf(text: string, file: Pick<File, 'name' | 'size'>): Upload | null {
  const id = parsed(text)?.['uploadId']
  return typeof id === 'string' ? { id, name: file.name, bytes: file.size } : null
}

/** Returns what an answer in the shape of GraphQL's errors says is wrong, or null. */
export function messageOf(text: string): string | null {
  const errors = parsed(text)?.['errors']
  const [first]: readonly unknown[] = Array.isArray(errors) ? errors : []
  if (typeof first !== 'object' || first === null || !('message' in first)) return null
  return typeof first.message === 'string' ? first.message : null
}
