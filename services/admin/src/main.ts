import { beginLean } from '@millrace/service/lean-heap'

beginLean()
const { runMain } = await import('@millrace/service')
const { adminOptions } = await import('./config.ts')
const { startAdmin } = await import('./start.ts')
await runMain('admin', adminOptions, process.env, startAdmin)
