import { HistoryFault } from './history-fault.ts'
import type { HistoryStore, StoreOptions } from './store.ts'

/** Whether the history is in Postgres, and not in a file. */
export const isPostgres = (target: string): boolean => /^postgres(?:ql)?:\/\//u.test(target)

/** Opens the history: a file, or a database by its URL. What the other kind needs is not loaded. */
export async function openStore(target: string, options: StoreOptions): Promise<HistoryStore> {
  if (isPostgres(target)) return (await import('./postgres/postgres-store.ts')).openPostgresStore(target, options)
  if (target === '' || /^[a-z][a-z0-9+.-]*:\/\//u.test(target)) {
    throw new HistoryFault('target-invalid', `the history cannot be kept in ${JSON.stringify(target.split(':')[0])}`)
  }
  return (await import('./sqlite/sqlite-store.ts')).openSqliteStore(target, options)
}
