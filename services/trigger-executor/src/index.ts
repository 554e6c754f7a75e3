export { executorOptions, type ExecutorConfig } from './config.ts'
export { startExecutor } from './start.ts'
export { executorPermissions } from './permissions.ts'
export { personPermissions, serverModePermissions } from './workflow/permissions.ts'
