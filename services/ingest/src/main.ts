import { runMain } from '@millrace/service'
import { ingestOptions } from './config.ts'
import { startIngest } from './start.ts'

await runMain('ingest', ingestOptions, process.env, startIngest)
