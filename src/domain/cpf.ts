/** The eleven digits of a CPF written with or without punctuation; undefined when it is none (check digits, repeated digits). */
export function cpfOf (text: string): string | undefined {
  if (!/^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$/.test(text)) return undefined
  const cpf = text.replace(/\D/g, '')
  // Ten repeated-digit strings pass the arithmetic and are never issued.
  if (/^(\d)\1{10}$/.test(cpf)) return undefined
  return checkDigit(cpf, 9) === cpf[9] && checkDigit(cpf, 10) === cpf[10] ? cpf : undefined
}

function checkDigit (cpf: string, length: number): string {
  let sum = 0
  for (let i = 0; i < length; i++) sum += Number(cpf[i]) * (length + 1 - i)
  const rest = sum % 11
  return String(rest < 2 ? 0 : 11 - rest)
}
