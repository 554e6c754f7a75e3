import type { HistoryServiceStatusResponse } from '@millrace/protocol/admin'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Stage } from '../stage.ts'
import { historyStatus } from './history-calls.ts'

/** How far a history was behind when the last effect had arrived, and how soon it was not. */
export interface CaughtUp {
  /** Messages of the streams, each of one event to some hundred. */
  readonly behindMessages: number
  readonly tookS: number
  readonly events: number
  readonly outcomes: number
}

const askMs = 200
const tookMaxMs = 120_000

/** Waits until admin's history has taken in all that there is. */
export async function catchUp(stage: Stage): Promise<CaughtUp> {
  const startedMs = performance.now()
  let status = await historyStatus(stage)
  const behindMessages = behind(status)
  while (behind(status) > 0 || status.events !== status.outcomes) {
    if (performance.now() - startedMs > tookMaxMs)
      throw new Error(`the history is ${behind(status)} messages behind after ${tookMaxMs} ms`)
    await sleep(askMs)
    status = await historyStatus(stage)
  }
  return {
    behindMessages,
    tookS: (performance.now() - startedMs) / 1_000,
    events: Number(status.events),
    outcomes: Number(status.outcomes),
  }
}

function behind({ streams }: HistoryServiceStatusResponse): number {
  return streams.reduce((sum, { takenSeq, lastSeq }) => sum + Number(lastSeq - takenSeq), 0)
}
