export { adminOptions, type AdminConfig } from './config.ts'
export { startAdmin, type Admin, type AdminDeps } from './start.ts'
