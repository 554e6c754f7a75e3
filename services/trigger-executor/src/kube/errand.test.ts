import { KubeClient, KubeError, resources } from '@millrace/kube'
import { expect, test } from 'vitest'
import { Errand, ErrandError } from './errand.ts'

/** What an API server answers that has just started: no real one can be held in that moment. */
function starting(answers: { readonly ready: boolean; readonly review: boolean | 'refused' }): KubeClient {
  const forbidden = new KubeError('forbidden', 'the server has read no Roles yet', { status: 403 })
  const own = {
    json: ({ path }: { readonly path: string }): Promise<unknown> => {
      const isReview = path.endsWith('/selfsubjectaccessreviews')
      if (!isReview || answers.review === 'refused') return Promise.reject(forbidden)
      return Promise.resolve({ status: { allowed: answers.review } })
    },
    text: (): Promise<string> => (answers.ready ? Promise.resolve('ok') : Promise.reject(forbidden)),
    async *lines() {},
    [Symbol.dispose]() {},
  }
  return new KubeClient({ own, stranger: own }, 'n')
}

test.each([
  ['ready, and the review says no', { ready: true, review: false }, true],
  ['not ready, and the review says no', { ready: false, review: false }, false],
  ['ready, and the review says yes', { ready: true, review: true }, false],
  ['ready, and the review is refused as well', { ready: true, review: 'refused' }, false],
] as const)('a refusal is for good only where it is the Roles that refuse: %s', async (_, answers, isDenied) => {
  const errand = new Errand(starting(answers), 'somebody', resources.configMaps, { namespace: 'n', name: 'x' })
  const fault: unknown = await errand
    .create({ metadata: { name: 'x', namespace: 'n' } })
    .catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(ErrandError)
  expect(fault).toMatchObject({ isDenied })
})
