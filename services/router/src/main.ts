import { beginLean } from '@millrace/service/lean-heap'

beginLean()
const { runMain } = await import('@millrace/service')
const { routerOptions } = await import('./config.ts')
const { startRouter } = await import('./start.ts')
await runMain('router', routerOptions, process.env, startRouter)
