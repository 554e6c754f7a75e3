import { manifest } from './ingest.fixture.ts'

/** Endpoints of every kind, with and without credentials. */
export const sources =
  manifest(
    'a',
    `  webhook:
    json: {endpoint: /json, port: "PORT", method: POST}
    query: {endpoint: /query, port: "PORT", method: GET}
    locked: {endpoint: /locked, port: "PORT", method: POST, authSecret: {name: hook, key: token}}
    gone: {endpoint: /gone, port: "PORT", method: POST, authSecret: {name: absent, key: token}}
    other: {endpoint: /other, port: "PORT", method: POST}`,
  ) +
  manifest(
    'g',
    `  github:
    hub: {webhook: {endpoint: /hub, port: "PORT"}, organizations: [o], webhookSecret: {name: hook, key: hub}}
  gitlab:
    lab:
      webhook: {endpoint: /lab, port: "PORT"}
      events: [PushEvents]
      accessToken: {name: hook, key: token}
      secretToken: {name: hook, key: token}
      gitlabBaseURL: https://gitlab.example.com`,
  )
