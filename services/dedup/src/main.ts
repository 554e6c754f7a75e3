import { beginLean } from '@millrace/service/lean-heap'

beginLean()
const { runMain } = await import('@millrace/service')
const { dedupOptions } = await import('./config.ts')
const { startDedup } = await import('./start.ts')
await runMain('dedup', dedupOptions, process.env, startDedup)
