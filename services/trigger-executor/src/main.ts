import { beginLean } from '@millrace/service/lean-heap'

beginLean()
const { runMain } = await import('@millrace/service')
const { executorOptions } = await import('./config.ts')
const { startExecutor } = await import('./start.ts')
await runMain('trigger-executor', executorOptions, process.env, startExecutor)
