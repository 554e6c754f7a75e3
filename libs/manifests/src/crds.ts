export { crdKinds, customResource } from './crd/custom-resource.ts'
export type { CrdKind } from './crd/custom-resource.ts'
