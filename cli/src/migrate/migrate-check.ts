import { textAt } from '@millrace/kube'
import { checkTexts, sensorLanguages } from '@millrace/languages'
import { readManifest, readManifests, validateSet, type Problem, type ReadObject } from '@millrace/manifests'
import { readFile } from 'node:fs/promises'
import { manifestFiles } from '../manifest-files.ts'
import { checkObject, type Finding } from './check-object.ts'
import { countsOf, showReport, type MigrateReport } from './show-checked.ts'

/** What `migrate check` is told. */
export interface MigrateFlags {
  readonly kube?: string
  readonly namespace?: string
  readonly strict?: true
  readonly json?: true
}

interface Reading {
  readonly objects: readonly ReadObject[]
  readonly problems: readonly Problem[]
}

/**
 * Says of each object of Argo Events, in files or in a cluster, whether Millrace runs it as it is. Exit code 1 where
 * something is refused or does not work (with `strict`: where anything differs).
 */
export async function migrateCheck(paths: readonly string[], flags: MigrateFlags): Promise<number> {
  const { objects, problems } = flags.kube === undefined ? await ofFiles(paths) : await ofCluster(flags.kube, flags)
  const report = reportOf(objects, [...problems, ...validateSet(objects)])
  const counts = countsOf(report)
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ counts, ...report }, null, 2)}\n`)
  else process.stdout.write(showReport(report))
  const isFault = counts.refused + counts.unsupported > 0 || report.others.some(({ level }) => level === 'refused')
  return isFault || (flags.strict === true && counts.differs > 0) ? 1 : 0
}

async function ofFiles(paths: readonly string[]): Promise<Reading> {
  const languages = sensorLanguages()
  const objects: ReadObject[] = []
  const problems: Problem[] = []
  for (const file of await manifestFiles(paths)) {
    const text = await readFile(file, 'utf8')
    const read = readManifests(text, file)
    objects.push(...read.objects)
    problems.push(...read.problems, ...read.objects.flatMap((object) => checkTexts(object, languages, text)))
  }
  return { objects, problems }
}

async function ofCluster(kube: string, { namespace }: MigrateFlags): Promise<Reading> {
  const { readCluster } = await import('./read-cluster.ts')
  const languages = sensorLanguages()
  const target = kube === 'cluster' ? ({ kind: 'cluster' } as const) : ({ kind: 'file', path: kube } as const)
  const objects: ReadObject[] = []
  const problems: Problem[] = []
  for (const found of await readCluster(target, namespace)) {
    const { kind, metadata } = found
    const read = readManifest(found, `${kind} ${textAt(metadata, 'namespace')}/${metadata.name}`)
    objects.push(...read.objects)
    problems.push(...read.problems, ...read.objects.flatMap((object) => checkTexts(object, languages)))
  }
  return { objects, problems }
}

/** Each problem goes to the object that it is about: by file, and of several in a file the last that begins before it. */
function reportOf(objects: readonly ReadObject[], problems: readonly Problem[]): MigrateReport {
  const known = new Set(objects.flatMap(({ problems: own }) => own))
  const byObject = new Map<ReadObject, Problem[]>(objects.map((read) => [read, [...read.problems]]))
  const others: Finding[] = []
  for (const problem of problems) {
    if (known.has(problem)) continue
    const owner = objects
      .filter(({ file, line }) => file === problem.file && line <= problem.line)
      .toSorted((a, b) => b.line - a.line)[0]
    if (owner === undefined || problem.code === 'ignored-kind') others.push(otherFinding(problem))
    else byObject.get(owner)?.push(problem)
  }
  return { objects: objects.map((read) => checkObject(read, byObject.get(read) ?? [])), others }
}

function otherFinding({ severity, file, line, column, path, message, remedy }: Problem): Finding {
  const level = severity === 'error' ? 'refused' : 'notice'
  return { level, line, column, path: path === '' ? file : `${file}: ${path}`, message, ...(remedy && { remedy }) }
}
