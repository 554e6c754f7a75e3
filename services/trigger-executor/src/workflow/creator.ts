import type { Caller } from '@millrace/event-binding'
import { isKubeError, reviewSelf, type KubeClient, type Remembered } from '@millrace/kube'

/**
 * The caller for the labels of creators. Where nobody is asked, that is the server itself, under the name that the cluster knows it
 * by; it is submitted without such labels where the cluster does not say.
 */
export async function creatorOf(caller: Caller, own: KubeClient, names: Remembered<string>): Promise<Caller> {
  if (caller.by !== 'server') return caller
  try {
    const subject = await names.ask('', async () => (await reviewSelf(own)).name)
    return { ...caller, claims: { subject } }
  } catch (error) {
    if (isKubeError(error)) return caller
    throw error
  }
}
