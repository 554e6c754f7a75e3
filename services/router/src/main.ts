import { boundYoungSpace } from '@millrace/service/young-space'

/** Enough that what one message's decisions are made of dies young. */
const youngBytesMax = 16 * 2 ** 20

// Before all else: what is loaded below would make it grow already.
boundYoungSpace(youngBytesMax)
const [{ runMain }, { routerOptions }, { startRouter }] = await Promise.all([
  import('@millrace/service'),
  import('./config.ts'),
  import('./start.ts'),
])
await runMain('router', routerOptions, process.env, startRouter)
