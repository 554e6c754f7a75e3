export { routerOptions, type RouterConfig } from './config.ts'
export { startRouter } from './start.ts'
