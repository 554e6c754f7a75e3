import { HistoryService, type HistoryServiceStatusResponse } from '@millrace/protocol/admin'
import { connectTo } from '@millrace/service'
import type { Stage } from '../stage.ts'

const deadlineMs = 30_000

/** What admin's history holds. */
export async function historyStatus(stage: Stage): Promise<HistoryServiceStatusResponse> {
  using history = connectTo(HistoryService, addressOf(stage), { deadlineMs })
  return await history.status({})
}

/** Has admin's history made anew. Resolves when that has begun. */
export async function rebuild(stage: Stage): Promise<void> {
  // An envelope of Connect's streams: no flags, the length, and a message without fields.
  const request = Buffer.concat([Buffer.from([0, 0, 0, 0, 2]), Buffer.from('{}')])
  const response = await fetch(`http://${addressOf(stage)}/${HistoryService.typeName}/Rebuild`, {
    method: 'POST',
    headers: { 'content-type': 'application/connect+json' },
    body: request,
    signal: AbortSignal.timeout(deadlineMs),
  })
  const reader = response.body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  if (!response.ok || first?.done !== false) throw new Error(`the history is not made anew: ${response.status}`)
}

function addressOf({ constellation }: Stage): string {
  const [admin] = constellation.replicasOf('admin')
  if (admin === undefined) throw new Error('there is no admin')
  return admin.adminAddress
}
