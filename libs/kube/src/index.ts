export { backOffMs } from './back-off.ts'
export type { BackOff } from './back-off.ts'
export { claimsInToken, isBearerToken, tokenAudiences, tokenExpiryMs } from './bearer-token.ts'
export { KubeClient, openKube, openTokenCalls, patchTypes } from './client.ts'
export type {
  ApplyOptions,
  ListOptions,
  ListPage,
  PatchStrategy,
  RemoveOptions,
  Selection,
  TokenCalls,
  WatchOptions,
  WriteOptions,
} from './client.ts'
export type { Access, Credentials, KubeTarget } from './credentials.ts'
export { exactText, parseExact } from './exact-json.ts'
export { exactPage, exactWatch } from './exact-objects.ts'
export type { ExactEvent, ExactOptions, ExactPage } from './exact-objects.ts'
export { serviceAccountUser } from './in-the-name-of.ts'
export { startInformer } from './informer.ts'
export type { Informer, InformerOptions } from './informer.ts'
export { at, listAt, objectAt, textAt } from './json-parts.ts'
export { isKubeError, KubeError, kubeFaults } from './kube-error.ts'
export type { FieldCause, KubeFault } from './kube-error.ts'
export { kubeOff, kubeTargetOf } from './kube-setting.ts'
export { isKubeObject, refText } from './kube-object.ts'
export type { KubeMetadata, KubeObject } from './kube-object.ts'
export { lead, leaseTimesDefault } from './lead.ts'
export type { LeaderOptions, LeaseTimes } from './lead.ts'
export type { Change } from './object-store.ts'
export { NewOnes } from './new-ones.ts'
export type { Permission, PermissionScope, PermissionVerb } from './permission.ts'
export { Remembered } from './remembered.ts'
export type { Freshness } from './remembered.ts'
export { apiVersionOf, pathOf, resources } from './resource.ts'
export type { ObjectRef, Resource } from './resource.ts'
export { isReady } from './readiness.ts'
export { reviewAccess, reviewOwnAccess, reviewSelf } from './reviews.ts'
export type { AccessQuestion, KubeUserInfo } from './reviews.ts'
export { servedResource } from './served-resource.ts'
export type { ServedResource } from './served-resource.ts'
export { mayByToken, ownerOfToken } from './token-owner.ts'
export type { TokenOwner } from './token-owner.ts'
export type { WatchEvent } from './watch-events.ts'
