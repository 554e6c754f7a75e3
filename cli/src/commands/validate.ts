import { compareProblems, formatProblem, readManifests, validateSet } from '@millrace/manifests'
import type { Problem, ReadObject } from '@millrace/manifests'
import { checkTexts, sensorLanguages } from '@millrace/languages'
import { readFile } from 'node:fs/promises'
import { manifestFiles } from '../manifest-files.ts'
import { counted } from '../output/counted.ts'

/**
 * Reads and checks manifests, and compiles every expression, template, pattern and script in them. Exit code 1 when one
 * has an error (with `strict`: a warning).
 */
export async function validate(paths: readonly string[], flags: { strict?: true; json?: true }): Promise<number> {
  const objects: ReadObject[] = []
  const problems: Problem[] = []
  const languages = sensorLanguages()
  const files = await manifestFiles(paths)
  for (const file of files) {
    const text = await readFile(file, 'utf8')
    const read = readManifests(text, file)
    objects.push(...read.objects)
    problems.push(...read.problems, ...read.objects.flatMap((object) => checkTexts(object, languages, text)))
  }
  problems.push(...validateSet(objects))
  problems.sort(compareProblems)
  const errors = problems.filter((problem) => problem.severity === 'error').length
  const warnings = problems.length - errors
  if (flags.json === true)
    process.stdout.write(
      `${JSON.stringify({ files: files.length, objects: objects.length, errors, warnings, problems }, null, 2)}\n`,
    )
  else {
    for (const problem of problems) process.stdout.write(`${formatProblem(problem)}\n`)
    const found = `${counted(objects.length, 'object')} in ${counted(files.length, 'file')}`
    process.stdout.write(`${found}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}\n`)
  }
  return errors > 0 || (flags.strict === true && warnings > 0) ? 1 : 0
}
