import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { ensureSchema } from './schema.ts'

/** Of a file that is made now: of events of 1 KiB and more four fit into a page where two fit into half of it, with less left over. */
const pageBytes = 8_192
/** Pages kept in memory. KiB. */
const cacheKib = 16_384
/** So long one connection waits for another. Milliseconds. */
export const busyMs = 5_000
/** What SQLite calls a file that is damaged, or none of its own. */
const damagedCodes = new Set([11, 26])

/** Takes away what is there, which nobody of this process may have open, and makes the file. */
export function openAnew(file: string): DatabaseSync {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
  return openDatabase(file)
}

/** Opens the file to answer questions from it. What is not there is not made. */
export function openReader(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: busyMs })
  database.exec(`PRAGMA cache_size = -${cacheKib}; PRAGMA temp_store = MEMORY;`)
  return database
}

/** Whether the file is damaged. */
export function isDamage(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && damagedCodes.has(Number(error.errcode) & 0xff)
}

/** Opens the file, making it where it is missing. Throws where it is damaged: see {@link isDamage}. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: busyMs })
  try {
    // `Checkpoints` takes the log into the file. What a crash of the machine takes away is read from the streams again: the position goes with it.
    database.exec(`
      PRAGMA page_size = ${pageBytes};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -${cacheKib};
      PRAGMA wal_autocheckpoint = 0;
      PRAGMA temp_store = MEMORY;
    `)
    ensureSchema(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
