export { executorOptions, type ExecutorConfig } from './config.ts'
export { startExecutor } from './start.ts'
