import { runMain } from '@millrace/service'
import { sourcesOptions } from './config.ts'
import { startSources } from './start.ts'

await runMain('sources', sourcesOptions, process.env, startSources)
