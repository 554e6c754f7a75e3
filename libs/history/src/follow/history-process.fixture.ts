import { openBus } from '@millrace/bus'
import { workerStore } from '../worker/worker-store.ts'
import { followHistory } from './follow-history.ts'

/** Follows the streams until it is killed: `node history-process.fixture.ts <nats url> <file>`. */
const [, , url = '', file = ''] = process.argv
const bus = await openBus({ url, name: 'history' })
const store = workerStore(file, { dataBytesMax: 65_536, onDamaged: console.error, idleEndMs: 60_000 })
await followHistory({
  bus,
  store,
  retention: { ageMaxMs: 1e12, bytesMax: 2 ** 40 },
  giveWayMaxMs: 0,
  nowUs: () => Date.now() * 1_000,
  onApplied: (stream, applied) => console.log(stream, applied.kind),
  onFault: console.error,
})
console.log('following')
