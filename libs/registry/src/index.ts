export { objectBytesMax, openRegistry, type Registry } from './open-registry.ts'
export { RegistryFault, registryFaults, type RegistryFaultCode } from './registry-fault.ts'
export { keyOf, keyText, registryKinds, type ObjectKey, type RegistryObject } from './registry-object.ts'
export { watchRegistry, type RegistrySnapshot, type RegistryWatch, type WatchOptions } from './watch-registry.ts'
