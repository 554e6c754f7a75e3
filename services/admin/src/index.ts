export { adminPermissions } from './access/permissions.ts'
export { adminOptions, type AdminConfig } from './config.ts'
export { startAdmin, type Admin, type AdminDeps } from './start.ts'
