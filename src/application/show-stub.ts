const no = (): never => { throw new Error('later') }
type Any = any
export const events = ({ pool }: Any): Any => ({ findEvent: async (_c: Any, id: string) => { const { rows } = await pool.query('SELECT * FROM event WHERE id=$1', [id]); const { rows: f } = await pool.query('SELECT * FROM fate WHERE event=$1', [id]); return { ...rows[0], employee_id: null, received_at: new Date().toISOString(), destinations: f.map((x: Any) => ({ ...x, remote_id: null, attempts: [] })) } }, listEvents: no })
export const employees = (_: Any): Any => ({})
export const messages = (_: Any): Any => ({})
export const holds = (_: Any): Any => ({})
export const retries = (_: Any): Any => ({})
export const me = (_: Any): Any => ({})
export const metrics = async (_: Any) => ''
