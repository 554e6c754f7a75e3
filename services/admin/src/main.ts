import { runMain } from '@millrace/service'
import { adminOptions } from './config.ts'
import { startAdmin } from './start.ts'

await runMain('admin', adminOptions, process.env, startAdmin)
