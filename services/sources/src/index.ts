export { sourcesOptions, type SourcesConfig } from './config.ts'
export { sourcesPermissions } from './permissions.ts'
export { pulledTypes } from './source-types.ts'
export { startSources } from './start.ts'
