import { enableCompileCache } from 'node:module'
import { boundYoungSpace } from '@millrace/service/young-space'

/** Enough that what one message's decisions are made of dies young. */
const youngBytesMax = 16 * 2 ** 20

// Before all else: what is loaded below takes 20 MB less when it need not be compiled again, and makes the space grow.
enableCompileCache()
boundYoungSpace(youngBytesMax)
const [{ runMain }, { routerOptions }, { startRouter }] = await Promise.all([
  import('@millrace/service'),
  import('./config.ts'),
  import('./start.ts'),
])
await runMain('router', routerOptions, process.env, startRouter)
