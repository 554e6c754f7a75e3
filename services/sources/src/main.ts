import { beginLean } from '@millrace/service/lean-heap'

beginLean()
const { runMain } = await import('@millrace/service')
const { sourcesOptions } = await import('./config.ts')
const { startSources } = await import('./start.ts')
await runMain('sources', sourcesOptions, process.env, startSources)
