/** Person number `n` of the benchmark: everything follows from the number, and has a fixed width. */
export const numberOf = (n: number): string => String(n).padStart(8, '0')

export const cpfOf = (n: number): string => {
  const digits = String(100_000_000 + n % 800_000_000)
  const first = checkDigit(digits)
  return digits + first + checkDigit(digits + first)
}

function checkDigit (digits: string): string {
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += (digits.charCodeAt(i) - 48) * (digits.length + 1 - i)
  const rest = sum % 11
  return String(rest < 2 ? 0 : 11 - rest)
}

/** A hire as an HR system of a Brazilian company tells it: eleven fields, about 380 bytes. */
export const hireOf = (n: number) => ({
  employee_number: numberOf(n),
  company_code: '01',
  cpf: cpfOf(n),
  work_email: `p${numberOf(n)}@example.com`,
  mobile_phone: `+55119${numberOf(80_000_000 + n % 10_000_000)}`,
  full_name: `Maria Aparecida dos Santos ${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n % 26]}`,
  birth_date: `19${60 + n % 40}-0${1 + n % 9}-1${n % 10}`,
  job_title: 'Analista',
  department: 'Financeiro',
  location: 'São Paulo',
  hire_date: '2026-01-05'
})

/** Somebody moves: another telephone, another department. `round` makes each time another one. */
export const changeOf = (n: number, round: number) => ({
  employee_number: numberOf(n),
  company_code: '01',
  mobile_phone: `+55119${numberOf(90_000_000 + (n + round * 1_000_003) % 9_000_000)}`,
  department: `Vendas ${'ABCDEFGHIJ'[round % 10]}`
})
