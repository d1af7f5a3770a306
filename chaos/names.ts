export const TITLES = ['Analista', 'Gerente', 'Diretora', 'Coordenador', 'Assistente'] as const
export const DEPARTMENTS = ['Financeiro', 'Vendas', 'Compras', 'Jurídico', 'Fábrica', 'Logística'] as const
export const LOCATIONS = ['São Paulo', 'Recife', 'Porto Alegre', 'Manaus'] as const
export const REASONS = ['voluntary', 'involuntary', 'contract_end', 'not_applicable'] as const

const DAY = 24 * 3_600_000

/** A valid CPF for each number below a hundred million. */
export function cpfOf (index: number): string {
  const digits = [...String(100_000_000 + (index * 7919) % 900_000_000)].map(Number)
  for (const length of [9, 10]) {
    const sum = digits.slice(0, length).reduce((all, digit, i) => all + digit * (length + 1 - i), 0)
    digits.push(sum * 10 % 11 % 10)
  }
  return digits.join('')
}

export const phoneOf = (index: number): string => `+55119${String(80_000_000 + index % 10_000_000)}`

/** A calendar date so many days before an instant. */
export const dayBefore = (now: number, days: number): string => new Date(now - days * DAY - 3 * 3_600_000).toISOString().slice(0, 10)
