import ts from 'typescript'

export interface Import { specifier: string, typeOnly: boolean, line: number }

/** Something that a function takes from its surroundings instead of from its caller. */
export interface Ambient { what: string, line: number }

/** What a source file imports, in whatever form, and what it takes from its surroundings. Parsed by the compiler, not by patterns. */
export function syntaxOf (name: string, text: string): { imports: Import[], ambient: Ambient[] } {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext)
  const imports: Import[] = []
  const ambient: Ambient[] = []
  const lineOf = (node: ts.Node): number => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1

  const visit = (node: ts.Node): void => {
    const imported = importOf(node)
    if (imported !== undefined) imports.push({ ...imported, line: lineOf(node) })
    const what = ambientOf(node)
    if (what !== undefined) ambient.push({ what, line: lineOf(node) })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { imports, ambient }
}

function importOf (node: ts.Node): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) return named(node.moduleSpecifier, isTypeOnly(node.importClause))
  if (ts.isExportDeclaration(node)) return named(node.moduleSpecifier, node.isTypeOnly)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return named(node.argument.literal, true)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return named(node.arguments[0], false)
}

const named = (specifier: ts.Node | undefined, typeOnly: boolean): Omit<Import, 'line'> | undefined =>
  specifier !== undefined && ts.isStringLiteralLike(specifier) ? { specifier: specifier.text, typeOnly } : undefined

function isTypeOnly (clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = clause
  return name === undefined && namedBindings !== undefined && ts.isNamedImports(namedBindings) && namedBindings.elements.every((each) => each.isTypeOnly)
}

/** Members that give the time, chance or environment of the machine. */
const MEMBERS = new Set(['process.env', 'Date.now', 'Math.random', 'performance.now', 'Temporal.Now', 'globalThis.fetch'])

function ambientOf (node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const member = `${node.expression.text}.${node.name.text}`
    return MEMBERS.has(member) ? member : undefined
  }
  if (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isIdentifier(node.initializer) && node.initializer.text === 'process') return 'process'
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && (node.arguments ?? []).length === 0) return 'new Date()'
  if (ts.isCallExpression(node) && isNamed(node.expression, 'Date')) return 'Date()'
  if (ts.isCallExpression(node) && isNamed(node.expression, 'fetch')) return 'fetch()'
}

const isNamed = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name
