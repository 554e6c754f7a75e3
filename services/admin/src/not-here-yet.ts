import type { ServiceImpl } from '@connectrpc/connect'
import type { HistoryService, ReplayService } from '@millrace/protocol/admin'
import { notAvailable, notAvailableStream } from './rpc/not-available.ts'

const noReplays = ['there are no replays yet', 'redrive dead letters: DeadLetterService.Redrive'] as const
const noHistory = ['there is no history yet', 'look at the records: EventService.List'] as const
const replay = notAvailable(...noReplays)

/** Services whose methods this version does not have. */
export const replayService: ServiceImpl<typeof ReplayService> = {
  start: replay,
  get: replay,
  list: replay,
  progress: notAvailableStream(...noReplays),
  cancel: replay,
}

export const historyService: ServiceImpl<typeof HistoryService> = {
  status: notAvailable(...noHistory),
  rebuild: notAvailableStream(...noHistory),
}
