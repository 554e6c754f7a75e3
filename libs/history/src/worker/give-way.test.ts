import { tempFolder } from '@millrace/testkit'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { batchOf, delivery, recordMessage } from '../batch.fixture.ts'
import { workerStore } from './worker-store.ts'

const tasks = '/proc/self/task'
// What follows the name, which may hold blanks, begins with the third field; the nineteenth is the niceness.
const nicenessOf = (task: string): number =>
  Number(
    readFileSync(join(tasks, task, 'stat'), 'utf8')
      .split(') ')
      .at(-1)
      ?.split(' ')[16],
  )

test.skipIf(!existsSync(tasks))(
  'the thread that writes gives way to all others (only Linux tells and does it)',
  async () => {
    await using folder = await tempFolder()
    const options = { dataBytesMax: 65_536, onDamaged: () => undefined, idleEndMs: 60_000 }
    await using store = workerStore(join(folder.path, 'nice.db'), options)
    const others = new Set(readdirSync(tasks))
    await store.apply(batchOf('record', recordMessage(1, delivery(1))))
    await store.stats()
    const started = readdirSync(tasks).filter((task) => !others.has(task))
    const nicer = started.filter((task) => nicenessOf(task) > getPriority())
    expect(started.length).toBeGreaterThan(1)
    expect(nicer).toHaveLength(1)
  },
)
