import neostandard from 'neostandard'

export default [
  { ignores: ['node_modules', '.tap', '.cracha', 'openapi/openapi.json'] },
  ...neostandard({ ts: true })
]
