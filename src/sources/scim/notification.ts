import { Type } from '@sinclair/typebox'
import { ENTERPRISE, EMPLOYEE, USER } from './schemas.ts'

/** What an identity provider posts to …/Users, for the page that integrators read. Reading is more forgiving than this. */
export const ScimNotification = Type.Object({
  schemas: Type.Array(Type.String()),
  userName: Type.String({ minLength: 1, description: 'Unique among the users of the source.' }),
  externalId: Type.Optional(Type.String()),
  active: Type.Optional(Type.Boolean({ description: 'False: somebody is deactivated; options.inactive_means says what that means.' })),
  name: Type.Optional(Type.Object({ givenName: Type.Optional(Type.String()), familyName: Type.Optional(Type.String()) })),
  emails: Type.Optional(Type.Array(Type.Object({ type: Type.Optional(Type.String()), value: Type.String(), primary: Type.Optional(Type.Boolean()) }))),
  title: Type.Optional(Type.String())
}, {
  description: 'A user of SCIM 2.0 (RFC 7643), posted to …/Users below the api_url of the source; GET, PUT, PATCH, DELETE and filters are there, too.',
  examples: [{
    schemas: [USER, ENTERPRISE, EMPLOYEE],
    userName: 'ana.souza@example.com',
    externalId: 'ana.souza',
    active: true,
    name: { givenName: 'Ana', familyName: 'Souza' },
    emails: [{ type: 'work', value: 'ana.souza@example.com', primary: true }],
    title: 'Analista',
    [ENTERPRISE]: { employeeNumber: '00123', department: 'Financeiro' },
    [EMPLOYEE]: { cpf: '52998224725', hireDate: '2026-03-02' }
  }]
})
