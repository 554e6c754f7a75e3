import type { ArtifactLocation, JsonObject } from '@millrace/manifests'
import { ArtifactError, fixedArtifact, objectOfText, type Artifact } from './artifact.ts'
import type { ArtifactDeps } from './artifact-deps.ts'
import { fileArtifact } from './file-artifact.ts'
import { gitPlace } from './git/git-place.ts'
import { s3Place } from './s3/s3-place.ts'

/** The place that a `source` names; of several the first counts, in the original's order. */
export function compileArtifact(source: ArtifactLocation, namespace: string, deps: ArtifactDeps): Artifact {
  const { s3, inline, file, url, git, configmap, resource } = source
  if (s3 !== undefined) {
    return reading(async () => {
      const place = await s3Place(s3, namespace, deps.secrets)
      return objectOfText(await deps.s3.text(place), `source.s3 ${s3.bucket.name}/${s3.bucket.key}`)
    })
  }
  if (inline !== undefined) return fixedArtifact(() => objectOfText(inline, 'source.inline'))
  if (file !== undefined) return fileArtifact(file.path, deps.artifactFolders)
  if (url !== undefined) {
    const { path, verifyCert = true } = url
    return reading(async () => objectOfText(await deps.fetchUrl.text(path, verifyCert), 'source.url'))
  }
  if (git !== undefined) {
    return reading(async () => {
      const place = await gitPlace(git, namespace, deps.secrets, deps.git.tokens)
      return objectOfText(await deps.git.repositories.text(place, git.filePath), `source.git ${git.filePath}`)
    })
  }
  if (configmap !== undefined) {
    return reading(async () => {
      const bytes = await deps.secrets.configMap(namespace, configmap)
      return objectOfText(bytes.toString('utf8'), `source.configmap ${configmap.name}, key ${configmap.key}`)
    })
  }
  // A resource that is part of the manifest was read with it.
  if (resource !== undefined) return fixedArtifact(() => resource)
  return fixedArtifact(() => {
    throw new ArtifactError('source names no place', { isFinal: true })
  })
}

function reading(read: () => Promise<JsonObject>): Artifact {
  return {
    async read() {
      try {
        return await read()
      } catch (error) {
        if (error instanceof ArtifactError) throw error
        throw new ArtifactError(error instanceof Error ? error.message : String(error), { cause: error })
      }
    },
  }
}
