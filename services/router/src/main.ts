import { runMain } from '@millrace/service'
import { routerOptions } from './config.ts'
import { startRouter } from './start.ts'

await runMain('router', routerOptions, process.env, startRouter)
