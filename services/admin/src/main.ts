import { beginLean } from '@millrace/service/lean-heap'
import { giveBase64 } from '@millrace/service/standard-base64'

beginLean()
giveBase64()
const { runMain } = await import('@millrace/service')
const { adminOptions } = await import('./config.ts')
const { startAdmin } = await import('./start.ts')
await runMain('admin', adminOptions, process.env, startAdmin)
