import type { KubeClient } from './client.ts'
import { at, listAt, textAt } from './json-parts.ts'

export interface KubeUserInfo {
  readonly name: string
  readonly groups: readonly string[]
}

/** Asks the API server who the client is, or who it acts for. Every user may ask this, in every namespace. */
export async function reviewSelf(client: KubeClient, stop?: AbortSignal): Promise<KubeUserInfo> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }
  return userOf(at(await client.review('authentication.k8s.io', 'selfsubjectreviews', body, stop), 'userInfo'))
}

export interface AccessQuestion {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
}

/** Asks the API server whether a user may do something. */
export async function reviewAccess(
  client: KubeClient,
  user: KubeUserInfo,
  question: AccessQuestion,
  stop?: AbortSignal,
): Promise<{ readonly isAllowed: boolean; readonly reason: string }> {
  const spec = { user: user.name, groups: user.groups, resourceAttributes: { ...question } }
  const body = { apiVersion, kind: 'SubjectAccessReview', spec }
  return verdictOf(await client.review(group, 'subjectaccessreviews', body, stop))
}

/** Asks the API server whether the client, or who it acts for, may do something. Every user may ask this. */
export async function reviewOwnAccess(
  client: KubeClient,
  question: AccessQuestion,
  stop?: AbortSignal,
): Promise<{ readonly isAllowed: boolean; readonly reason: string }> {
  const body = { apiVersion, kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { ...question } } }
  return verdictOf(await client.review(group, 'selfsubjectaccessreviews', body, stop))
}

function userOf(info: unknown): KubeUserInfo {
  const groups = listAt(info, 'groups').filter((group) => typeof group === 'string')
  return { name: textAt(info, 'username'), groups }
}

const group = 'authorization.k8s.io'
const apiVersion = `${group}/v1`

function verdictOf(status: unknown): { readonly isAllowed: boolean; readonly reason: string } {
  return { isAllowed: at(status, 'allowed') === true, reason: textAt(status, 'reason') }
}
