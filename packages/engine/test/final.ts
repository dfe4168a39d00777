/** The statuses in which no further work is expected. */

import type { OrderStatus } from '@quarterdeck/sdk'

export const FINAL_STATUSES: readonly OrderStatus[] = ['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED']
