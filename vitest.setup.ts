import { giveBase64 } from '@millrace/service/standard-base64'

// As the mains do it before they load what they are made of.
giveBase64()
