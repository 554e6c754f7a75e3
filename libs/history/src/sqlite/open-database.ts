import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { ensureSchema } from './schema.ts'

/** Pages kept in memory. KiB. */
const cacheKib = 16_384
/** So long one connection waits for another. Milliseconds. */
export const busyMs = 5_000
/** What SQLite calls a file that is damaged, or none of its own. */
const damagedCodes = new Set([11, 26])

/** Opens the file, making it where it is missing. One that is damaged is made anew: the streams fill it again. */
export function openDatabase(file: string, onDamaged: (error: unknown) => void): DatabaseSync {
  try {
    return open(file)
  } catch (error) {
    if (!isDamage(error)) throw error
    onDamaged(error)
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    return open(file)
  }
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

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: busyMs })
  try {
    // `Checkpoints` takes the log into the file. What a crash of the machine takes away is read from the streams again: the position goes with it.
    database.exec(`
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
