export { objectBytesMax, openRegistry, type Registry } from './open-registry.ts'
export { keyOf, keyText, registryKinds, type ObjectKey, type RegistryObject } from './registry-object.ts'
export { watchRegistry, type RegistrySnapshot, type RegistryWatch } from './watch-registry.ts'
