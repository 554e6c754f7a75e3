import { runMain } from '@millrace/service'
import { dedupOptions } from './config.ts'
import { startDedup } from './start.ts'

await runMain('dedup', dedupOptions, process.env, startDedup)
