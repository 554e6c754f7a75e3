import { postgresBinaries, postgresServer } from '@millrace/testkit'
import type { BenchRun } from '../bench-run.ts'
import type { Check } from '../result.ts'
import { measureHistory, type MeasuredHistory } from './measure-history.ts'

/** A history in Postgres, in a server of its own unless another is given; a text says why there is none. */
export async function measurePostgres(
  { events, target }: Partial<MeasuredHistory> & { events: number },
  run: BenchRun,
): Promise<readonly Check[] | string> {
  if (target !== undefined) return measureHistory({ events, target }, run)
  const found = await postgresBinaries()
  if (found.kind === 'missing') return found.reason
  await using server = await postgresServer(found)
  return await measureHistory({ events, target: server.url }, run)
}
