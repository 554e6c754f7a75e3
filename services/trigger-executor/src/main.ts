import { runMain } from '@millrace/service'
import { executorOptions } from './config.ts'
import { startExecutor } from './start.ts'

await runMain('trigger-executor', executorOptions, process.env, startExecutor)
