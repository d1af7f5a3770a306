import neostandard from 'neostandard'

export default [
  { ignores: ['node_modules', '.tap', '.cracha', 'openapi/openapi.json'] },
  ...neostandard({ ts: true }),
  {
    rules: {
      // A schema and its type share a name on purpose: `const Hire = Type.Object(…)` and `type Hire = Static<typeof Hire>`.
      '@typescript-eslint/no-redeclare': 'off',
      // `void promise` says that nobody waits for it, which is the point of a loop in the background.
      'no-void': ['error', { allowAsStatement: true }],
      // The flags of our loops are set by the function that stops them, which this rule does not see.
      'no-unmodified-loop-condition': 'off'
    }
  }
]
