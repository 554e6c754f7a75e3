import { beginLean } from '@millrace/service/lean-heap'

beginLean()
const { runMain } = await import('@millrace/service')
const { controllerOptions } = await import('./config.ts')
const { startController } = await import('./start.ts')
await runMain('controller', controllerOptions, process.env, startController)
