import { boolean, list, map, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { secretKeySelector } from './secret-key-selector.ts'

const s3Bucket = object('S3Bucket', {
  name: need(string(), 'Name of the bucket.', "bucket name can't be empty"),
  key: may(string(), 'Key of the object, for artifacts.'),
})

const s3Filter = object('S3Filter', {
  prefix: may(string(), 'The key starts with this.'),
  suffix: may(string(), 'The key ends with this.'),
})

/** A bucket of S3 or of something like it: what `minio` watches, and where a trigger may get its resource from. */
export const s3Artifact = object('S3Artifact', {
  endpoint: need(string(), 'Host and port, without a scheme.', "endpoint url can't be empty"),
  bucket: need(s3Bucket, 'The bucket.', "bucket can't be empty"),
  region: may(string(), 'Region of the bucket.'),
  insecure: may(boolean(), 'Plain HTTP.'),
  accessKey: need(secretKeySelector, 'Holds the access key.', "access key can't be empty"),
  secretKey: need(secretKeySelector, 'Holds the secret key.', "secret key can't be empty"),
  events: may(list(string()), 'Notifications to ask for, such as s3:ObjectCreated:Put.'),
  filter: may(s3Filter, 'Which objects’ notifications to take.'),
  metadata: may(map(string({ keepEmpty: true })), 'Copied to the payload.'),
  caCertificate: may(secretKeySelector, 'PEM of the authorities to trust.'),
})

export type S3Artifact = Infer<typeof s3Artifact>
