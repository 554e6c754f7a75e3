import { enableCompileCache } from 'node:module'
import { keepHeapLean } from '@millrace/service/lean-heap'

/** Enough that what one message's decisions are made of dies young. */
const youngBytesMax = 16 * 2 ** 20

// Before all else: what is loaded below takes 20 MB less when it need not be compiled again, and makes the heap grow.
enableCompileCache()
keepHeapLean({ youngBytesMax })
const [{ runMain }, { routerOptions }, { startRouter }] = await Promise.all([
  import('@millrace/service'),
  import('./config.ts'),
  import('./start.ts'),
])
await runMain('router', routerOptions, process.env, startRouter)
