import { beginLean } from '@millrace/service/lean-heap'

beginLean()
const { runMain } = await import('@millrace/service')
const { ingestOptions } = await import('./config.ts')
const { startIngest } = await import('./start.ts')
await runMain('ingest', ingestOptions, process.env, startIngest)
