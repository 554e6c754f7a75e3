import { isKubeError } from '@millrace/kube'
import { ErrandError } from './errand.ts'

/** An object that others change all the while is looked at this often within one attempt. */
const triesMax = 5

/** Runs a read and the write that rests on it again where the object has changed in between. */
export async function againOnConflict<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run()
    } catch (error) {
      const isConflict = error instanceof ErrandError && isKubeError(error.fault, 'conflict')
      if (!isConflict || tries === triesMax) throw error
    }
  }
}
