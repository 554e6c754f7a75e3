import type { KubeObject } from '@millrace/kube'
import { checkTexts, type sensorLanguages } from '@millrace/languages'
import { readManifest, type Problem, type ReadObject } from '@millrace/manifests'

/** The languages that texts are compiled with. */
export type SensorLanguages = ReturnType<typeof sensorLanguages>

/** What an object of a cluster says, judged as `millrace validate` judges a file that holds it alone. */
export interface ObjectReading {
  readonly objects: readonly ReadObject[]
  readonly problems: readonly Problem[]
  /** Those with a text that does not compile. */
  readonly unsound: readonly ReadObject[]
}

/** `origin` stands where the name of a file would. */
export function readObject(object: KubeObject, origin: string, languages: SensorLanguages): ObjectReading {
  const { objects, problems } = readManifest(object, origin)
  const faults = objects.map((read) => checkTexts(read, languages))
  const unsound = objects.filter((_, nth) => (faults[nth] ?? []).length > 0)
  return { objects, problems: [...problems, ...faults.flat()], unsound }
}
