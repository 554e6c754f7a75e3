import { isKubeError, textAt, type KubeClient, type KubeObject } from '@millrace/kube'
import type { Attempted } from '../next-step.ts'
import { awaitedOf, awaitedText, createdText, type Awaited } from './awaited.ts'
import { Errand, ErrandError } from './errand.ts'
import type { LabelPolicy, LabelVerdict } from './label-policy.ts'

/** The object is as it is wanted; the outcome names it, where it stays. */
export function succeededWith(object: KubeObject | undefined, isLeaving: boolean): Attempted {
  return object === undefined ? { kind: 'succeeded', status: 0 } : met(awaitedOf(object, isLeaving))
}

function met(awaited: Awaited): Attempted {
  const created = createdText(awaited)
  return { kind: 'succeeded', status: 0, ...(created === undefined ? {} : { created }) }
}

/**
 * The first look at what a deed left, which is the server's answer to it. An object that is being deleted is awaited to be
 * gone: it gets no more labels.
 */
export function firstLook(
  type: string,
  object: KubeObject | undefined,
  isLeaving: boolean,
  policy: LabelPolicy,
): Attempted {
  if (object === undefined) return succeededWith(undefined, isLeaving)
  const awaited = awaitedOf(object, isLeaving)
  const verdict = isLeaving ? policy.unseen('being gone', 1) : policy.judge(object, 1)
  return attemptedOf(type, awaited, verdict)
}

/** A later look. Rejects with what is no failure of the look, such as rights that are missing. */
export async function lookAgain(
  type: string,
  { client, user }: { readonly client: KubeClient; readonly user: string },
  before: Awaited,
  policy: LabelPolicy,
): Promise<Attempted> {
  const awaited = { ...before, looks: before.looks + 1 }
  const { apiVersion, kind, namespace, name, looks, isLeaving } = awaited
  let object: KubeObject | undefined
  try {
    const resource = await client.resourceOf(apiVersion, kind)
    const ref = resource.isNamespaced ? { namespace, name } : { name }
    object = await new Errand(client, user, resource, ref).find()
  } catch (error) {
    const fault = error instanceof ErrandError ? error.fault : error
    // A server that is away, or has too much to do, costs a look and no more.
    if (!isKubeError(fault) || !fault.shouldRetry()) throw error
    return attemptedOf(type, awaited, policy.unseen(`the API server (${fault.code})`, looks))
  }
  const isThere = object !== undefined && textAt(object, 'metadata', 'uid') === awaited.uid
  if (isLeaving) return attemptedOf(type, awaited, isThere ? policy.unseen('being gone', looks) : { kind: 'met' })
  if (object !== undefined && isThere) return attemptedOf(type, awaited, policy.judge(object, looks))
  // An object that was made anew under the name is somebody else's affair: its labels say nothing of ours.
  const end = object === undefined ? 'was deleted' : 'was replaced by another object of its name'
  return unmet(`${type}: policy.k8s: ${awaitedText(awaited)} ${end} before it had its labels`)
}

function attemptedOf(type: string, awaited: Awaited, verdict: LabelVerdict): Attempted {
  const what = awaitedText(awaited)
  switch (verdict.kind) {
    case 'met':
      return met(awaited)
    case 'again': {
      const reason = `${type}: ${what} is there, and waits for ${verdict.missing}`
      return { kind: 'waits', afterMs: verdict.afterMs, awaited: JSON.stringify(awaited), reason }
    }
    case 'unmet':
      return unmet(`${type}: policy.k8s: ${what} has not got ${verdict.missing} after ${awaited.looks} looks`)
    default:
      return verdict satisfies never
  }
}

/** It is known what became of the effect: a redrive may make another one. */
function unmet(reason: string): Attempted {
  return { kind: 'failed', reason, status: 0, effect: 'none', isTargetWell: true }
}
