/** Texts of days are YYYY-MM-DD, of instants ISO: the server writes both as /Date(ms)/. */
export type Row = Record<string, unknown>

export interface Contract {
  userId: string
  startDate: string
  endDate: string | null
  lastDateWorked?: string | null
  isContingentWorker?: boolean
  lastModifiedDateTime: string
  user: { status: 't' | 'f' | 'e', email: string, empId?: string, username?: string, custom01?: string }
  /** Dated rows. `status`: the external code; the field itself holds the id of an option. */
  jobs: Row[]
}

export interface Person {
  personIdExternal: string
  perPersonUuid: string
  dateOfBirth: string
  lastModifiedDateTime: string
  personal: Row[]
  emails: Row[]
  phones: Row[]
  nationalIds: Row[]
  contracts: Contract[]
}

export type Edm = 'string' | 'day' | 'instant' | 'boolean' | 'number'
export interface Entity {
  fields: Record<string, Edm>
  navs: Record<string, { to: string, many: boolean, from (row: Row, all: Map<string, Person>): Row[] }>
  /** Of its rows, those of a day or of a span are given. */
  isDated?: boolean
}

const texts = (...names: string[]): Record<string, Edm> => Object.fromEntries(names.map((name) => [name, 'string']))
const STAMP = { lastModifiedDateTime: 'instant' } as const
const list = (value: unknown): Row[] => value as Row[]
const named = (field: string) => (row: Row): Row[] => row[field] == null ? [] : [{ externalCode: row[field], name: row[`${field}Name`] ?? row[field] }]
const organisation = (field: string) => ({ to: 'FoundationObject', many: false, from: named(field) })
const contractsOf = (all: Map<string, Person>): Row[] => [...all.values()].flatMap((person) => person.contracts.map((contract) => ({ ...contract, personIdExternal: person.personIdExternal })))

export const ENTITIES: Record<string, Entity> = {
  PerPerson: {
    fields: { ...texts('personIdExternal', 'personId', 'perPersonUuid'), dateOfBirth: 'day', createdDateTime: 'instant', ...STAMP },
    navs: {
      personalInfoNav: { to: 'PerPersonal', many: true, from: (row) => list(row.personal) },
      emailNav: { to: 'PerEmail', many: true, from: (row) => list(row.emails) },
      phoneNav: { to: 'PerPhone', many: true, from: (row) => list(row.phones) },
      nationalIdNav: { to: 'PerNationalId', many: true, from: (row) => list(row.nationalIds) },
      employmentNav: { to: 'EmpEmployment', many: true, from: (row) => list(row.contracts).map((contract) => ({ ...contract, personIdExternal: row.personIdExternal })).toReversed() },
      personEmpTerminationInfoNav: {
        to: 'PersonEmpTerminationInfo',
        many: false,
        from: ({ contracts }) => [{ latestTerminationDate: list(contracts).map(({ endDate }) => endDate).filter((each) => each !== null).sort().at(-1) ?? null, activeEmploymentsCount: list(contracts).filter(({ endDate }) => endDate === null).length }]
      }
    }
  },
  PerPersonal: { isDated: true, fields: { ...texts('personIdExternal', 'firstName', 'middleName', 'lastName', 'preferredName', 'displayName', 'gender', 'nationality'), startDate: 'day', endDate: 'day', ...STAMP }, navs: {} },
  PerEmail: { fields: { ...texts('emailAddress', 'emailType'), isPrimary: 'boolean', ...STAMP }, navs: {} },
  PerPhone: { fields: { ...texts('phoneNumber', 'areaCode', 'countryCode', 'extension', 'phoneType'), isPrimary: 'boolean', ...STAMP }, navs: {} },
  PerNationalId: { fields: { ...texts('cardType', 'nationalId', 'country'), isPrimary: 'boolean', ...STAMP }, navs: {} },
  PersonEmpTerminationInfo: { fields: { latestTerminationDate: 'day', activeEmploymentsCount: 'number' }, navs: {} },
  EmpEmployment: {
    fields: { ...texts('personIdExternal', 'userId', 'prevEmployeeId'), startDate: 'day', endDate: 'day', originalStartDate: 'day', firstDateWorked: 'day', lastDateWorked: 'day', seniorityDate: 'day', isContingentWorker: 'boolean', okToRehire: 'boolean', ...STAMP },
    navs: {
      jobInfoNav: { to: 'EmpJob', many: true, from: (row) => list(row.jobs).map((job) => ({ ...job, userId: row.userId })) },
      userNav: { to: 'User', many: false, from: (row) => [{ ...row.user as Row, userId: row.userId, lastModifiedDateTime: row.lastModifiedDateTime }] }
    }
  },
  EmpJob: {
    isDated: true,
    fields: {
      ...texts('userId', 'emplStatus', 'event', 'eventReason', 'jobTitle', 'jobCode', 'position', 'company', 'businessUnit', 'division', 'department', 'costCenter', 'location', 'managerId', 'employeeClass', 'employmentType', 'countryOfCompany', 'customString1', 'customString2', 'customString3'),
      seqNumber: 'number',
      startDate: 'day',
      endDate: 'day',
      ...STAMP
    },
    navs: {
      emplStatusNav: { to: 'PicklistOption', many: false, from: ({ status, emplStatus }) => status == null ? [] : [{ id: emplStatus, externalCode: status }] },
      companyNav: organisation('company'),
      businessUnitNav: organisation('businessUnit'),
      divisionNav: organisation('division'),
      departmentNav: organisation('department'),
      costCenterNav: organisation('costCenter'),
      locationNav: organisation('location'),
      managerUserNav: { to: 'User', many: false, from: ({ managerId }, all) => contractsOf(all).filter(({ userId }) => userId === managerId).map(({ user, userId }) => ({ ...user as Row, userId })) }
    }
  },
  User: { fields: { ...texts('userId', 'username', 'email', 'firstName', 'lastName', 'mi', 'status', 'empId', 'custom01'), ...STAMP }, navs: {} },
  PicklistOption: { fields: texts('id', 'externalCode'), navs: {} },
  FoundationObject: { fields: texts('externalCode', 'name'), navs: {} }
}

/** What can be asked for by itself. */
export const SETS: Record<string, (all: Map<string, Person>) => Row[]> = {
  PerPerson: (all) => [...all.values()] as unknown as Row[],
  EmpEmployment: contractsOf
}
