import neostandard from 'neostandard'

export default [
  { ignores: ['node_modules', '.tap', '.cracha', 'openapi/openapi.json'] },
  ...neostandard({ ts: true }),
  // A schema and its type share a name on purpose: `const Hire = Type.Object(…)` and `type Hire = Static<typeof Hire>`.
  { rules: { '@typescript-eslint/no-redeclare': 'off' } }
]
