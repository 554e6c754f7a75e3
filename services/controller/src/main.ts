import { runMain } from '@millrace/service'
import { controllerOptions } from './config.ts'
import { startController } from './start.ts'

await runMain('controller', controllerOptions, process.env, startController)
