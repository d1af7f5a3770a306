/** The attributes that this side knows, as RFC 7643 describes them in /Schemas. Others are kept and echoed, too. */
export interface Attribute {
  name: string
  type: 'string' | 'boolean' | 'complex' | 'dateTime' | 'reference'
  multiValued: boolean
  description: string
  required: boolean
  caseExact?: boolean
  mutability: 'readWrite' | 'readOnly' | 'writeOnly'
  returned: 'default' | 'always' | 'never'
  uniqueness?: 'none' | 'server'
  referenceTypes?: string[]
  subAttributes?: Attribute[]
}
export interface Schema { id: string, name: string, description: string, attributes: Attribute[] }

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
/** What HR knows and neither of the two has. */
export const EMPLOYEE = 'urn:cracha:params:scim:schemas:extension:employee:2.0:User'
export const SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema'

const attribute = (name: string, description: string, more: Partial<Attribute> = {}): Attribute => ({
  name,
  type: 'string',
  multiValued: false,
  description,
  required: false,
  mutability: 'readWrite',
  returned: 'default',
  ...(more.type !== 'complex' && more.type !== 'boolean' && { caseExact: false, uniqueness: 'none' }),
  ...more
})
const complex = (name: string, description: string, subAttributes: Attribute[], more: Partial<Attribute> = {}): Attribute =>
  attribute(name, description, { type: 'complex', subAttributes, ...more })
const list = (name: string, description: string, ...more: Attribute[]): Attribute => complex(name, description, [
  attribute('value', 'The value.'), attribute('display', 'For people.'), attribute('type', 'What kind of value it is.'), attribute('primary', 'Whether it is the preferred one.', { type: 'boolean' }), ...more
], { multiValued: true })
const date = (name: string, description: string): Attribute => attribute(name, `${description} YYYY-MM-DD.`)

export const SCHEMAS: Schema[] = [{
  id: USER,
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', 'Unique among the users of this source, whatever its case.', { required: true, uniqueness: 'server' }),
    complex('name', 'The components of the name.', ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map((name) => attribute(name, 'A part of the name.'))),
    attribute('displayName', 'The name to show.'),
    attribute('nickName', 'How somebody is called.'),
    attribute('profileUrl', 'A page about somebody.', { type: 'reference', referenceTypes: ['external'] }),
    attribute('title', 'The job title.'),
    attribute('userType', 'The kind of contract.'),
    attribute('preferredLanguage', 'The preferred language.'),
    attribute('locale', 'The locale.'),
    attribute('timezone', 'The time zone.'),
    attribute('active', 'False: deactivated; what that means is an option of the source.', { type: 'boolean' }),
    attribute('password', 'Accepted and dropped: never kept, never forwarded.', { mutability: 'writeOnly', returned: 'never' }),
    list('emails', 'E-mail addresses: work and home are carried.'),
    list('phoneNumbers', 'Telephone numbers: mobile is carried.'),
    list('ims', 'Instant messaging addresses.'),
    list('photos', 'Pictures.'),
    list('addresses', 'Addresses.', ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].map((name) => attribute(name, 'A part of the address.'))),
    complex('groups', 'Not kept here.', [attribute('value', 'The id of a group.', { mutability: 'readOnly' })], { multiValued: true, mutability: 'readOnly' }),
    list('entitlements', 'Entitlements.'),
    list('roles', 'Roles.'),
    list('x509Certificates', 'Certificates.')
  ]
}, {
  id: ENTERPRISE,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    attribute('employeeNumber', 'The registration number.'),
    attribute('costCenter', 'The cost centre.'),
    attribute('organization', 'The company.'),
    attribute('division', 'The business unit.'),
    attribute('department', 'The department.'),
    complex('manager', 'The direct manager.', [
      attribute('value', 'The id of the manager among the users of this source.'),
      attribute('$ref', 'The address of the manager.', { type: 'reference', referenceTypes: ['User'] }),
      attribute('displayName', 'The name of the manager.')
    ])
  ]
}, {
  id: EMPLOYEE,
  name: 'Employee',
  description: 'What HR knows of an employee. All of it is optional.',
  attributes: [
    attribute('cpf', 'Brazilian taxpayer number, eleven digits; punctuation is accepted.'),
    attribute('companyCode', 'The company of the registration number.'),
    attribute('socialName', 'Shown instead of the legal name.'),
    date('birthDate', 'Date of birth.'),
    date('hireDate', 'First day of the contract.'),
    date('terminationDate', 'Day of termination, also one that is still to come.'),
    attribute('terminationReason', 'voluntary, involuntary, contract_end, not_applicable, or a wording that the options of the source translate.'),
    date('lastWorkingDay', 'Last day at work, not after the day of termination.'),
    complex('leave', 'The absence that goes on or is to come.', [date('from', 'First day.'), date('until', 'Last day, when it is known.')]),
    complex('vacation', 'The next vacation.', [date('from', 'First day.'), date('until', 'Last day.')]),
    attribute('location', 'Work site.'),
    attribute('team', 'Team.')
  ]
}]

export const EXTENSIONS = [ENTERPRISE, EMPLOYEE]
/** What only this side writes. */
export const READ_ONLY: ReadonlySet<string> = new Set(['id', 'meta', 'groups'])

const byName = new Map(SCHEMAS.map(({ id, attributes }) => [id, new Map(attributes.map((each) => [each.name.toLowerCase(), each]))]))

/** An attribute of the core, or of an extension, whatever the case of its name. */
export const attributeOf = (name: string, extension: string = USER): Attribute | undefined => byName.get(extension)?.get(name.toLowerCase())
