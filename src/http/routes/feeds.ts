import { createHash } from 'node:crypto'
import { Type, type Static } from '@sinclair/typebox'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { instantOf, isoOf } from '../../domain/calendar.ts'
import type { FeedPage, FeedQuery } from '../../domain/feed.ts'
import { nullable } from '../../domain/fields.ts'
import { Id, Moment } from '../../domain/views/common.ts'
import { keyOf } from '../auth.ts'
import { invalid, refuse } from '../refusals.ts'

export interface FeedOptions {
  /** One page; undefined: whoever asks may not read it. */
  readFeed (destination: string, proof: { key: string | undefined, header (name: string): string | undefined }, query: FeedQuery): Promise<FeedPage | undefined>
}

const size = (description: string) => Type.Optional(Type.Integer({ minimum: 1, maximum: 500, description }))
const Query = Type.Object({
  limit: size('At most so many; 100 unless said.'),
  cursor: Type.Optional(Type.String({ maxLength: 400, description: 'next_cursor of the page before. It carries changed_since along. Nobody is missed on the way, however many change meanwhile.' })),
  changed_since: Type.Optional(Type.String({ format: 'date-time', description: 'Only who changed at or after, those who are gone included. Give as_of of the last time you read to the end: some come twice, nobody is missed.' })),
  include_deleted: Type.Optional(Type.Boolean({ description: 'Whether those who are gone come along. Unless said, they do with changed_since, and do not without.' })),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Instead of a cursor: page number, from 1. Who leaves while you read moves the rest up, unless include_deleted is true.' })),
  size: size('The same as limit.')
}, { additionalProperties: false })

const FeedView = Type.Object({
  data: Type.Array(Type.Object({
    id: Type.String({ description: 'Opaque, and the same for good.', examples: ['lnk_01jt8x4m5n'] }),
    changed_at: Moment,
    deleted: Type.Boolean({ description: 'Is not to be there any more: has left. Then employee says no more than who it was.' }),
    employee: Type.Object({}, { additionalProperties: true, description: 'What is mapped, by the names that the destination uses.' })
  })),
  next_cursor: nullable(Type.String({ description: 'Send it as `cursor` to get the next page; null on the last one, and with page numbers.' })),
  page: Type.Optional(Type.Integer()),
  total: Type.Optional(Type.Integer({ description: 'With page numbers: how many there are in all.' })),
  as_of: Type.String({ format: 'date-time', description: 'After reading to the end: the changed_since of the next time. Take it from the first page.' })
}, { title: 'FeedPage', examples: [{ data: [{ id: 'lnk_01jt8x4m5n', changed_at: '2026-03-02T12:00:00.000Z', deleted: false, employee: { employee_number: '00123', first_name: 'Ana', last_name: 'Souza' } }], next_cursor: null, as_of: '2026-03-02T11:58:00.000Z' }] })

/** The door of platforms that read instead of being called. No key of ours: each feed has its own, in the credentials of its destination. */
export const feeds: FastifyPluginAsyncTypebox<FeedOptions> = async (app, { readFeed }) => {
  app.get('/feeds/:destination_id', {
    config: { refuses: ['unauthorized'] },
    schema: {
      tags: ['Feeds'],
      operationId: 'read_feed',
      summary: 'People as a platform is to see them',
      description: 'Read-only. Key: the feed_key of the destination, as Bearer, as Basic user name, or in the header that its options name; no other key opens it. Answers carry an ETag: with If-None-Match the same page again is 304. At most 120 pages a minute.',
      security: [{ bearer: [] }, { basic: [] }],
      params: Type.Object({ destination_id: Id }),
      querystring: Query,
      response: { 200: FeedView, 304: Type.Null({ description: 'Nothing has changed on this page.' }) }
    }
  }, async (request, reply) => {
    const query = queryOf(request.query)
    const header = (name: string) => [request.headers[name]].flat()[0]
    const page = await readFeed(request.params.destination_id, { key: keyOf(request.headers.authorization), header }, query)
    if (page === undefined) throw refuse('wrong_key')
    const answer = shown(page, query)
    const tag = tagOf(answer)
    // Whoever asks may keep it, and nobody in between: nothing of it is used again without asking.
    reply.headers({ etag: tag, 'cache-control': 'private, no-cache' })
    return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send(null) : answer
  })
}

function queryOf ({ limit, size, cursor, page, changed_since: since, include_deleted: deleted }: Static<typeof Query>): FeedQuery {
  if (cursor !== undefined && page !== undefined) throw invalid([{ pointer: '/query/page', code: 'invalid_value', params: { why: 'a page number or a cursor, not both' } }])
  const from = cursor === undefined ? undefined : positionIn(cursor)
  const changedSince = from?.changedSince ?? (since === undefined ? undefined : instantOf(since)!)
  return {
    limit: limit ?? size ?? 100,
    withGone: from?.withGone ?? deleted ?? changedSince !== undefined,
    ...(changedSince !== undefined && { changedSince }),
    ...(from !== undefined && { after: from.after }),
    ...(page !== undefined && { page })
  }
}

function shown ({ entries, next, total, asOf }: FeedPage, query: FeedQuery): Static<typeof FeedView> {
  return {
    data: entries.map(({ id, changedAt, gone, item }) => ({ id, changed_at: isoOf(changedAt), deleted: gone, employee: item as object })),
    next_cursor: next === undefined ? null : cursorOf(next, query),
    ...(query.page !== undefined && { page: query.page }),
    ...(total !== undefined && { total }),
    as_of: isoOf(asOf)
  }
}

/** as_of moves by itself: it is not what has changed. */
const tagOf = ({ as_of: _, ...page }: Static<typeof FeedView>): string => `W/"${createHash('sha256').update(JSON.stringify(page)).digest('base64url').slice(0, 27)}"`

const isKnown = (given: string | undefined, tag: string): boolean =>
  given !== undefined && given.split(',').map((each) => each.trim()).some((each) => each === '*' || each.replace(/^W\//, '') === tag.replace(/^W\//, ''))

const cursorOf = ({ changedAt, link }: NonNullable<FeedPage['next']>, { changedSince, withGone }: FeedQuery): string =>
  Buffer.from([changedAt, link, changedSince ?? '', withGone ? 1 : 0].join(' ')).toString('base64url')

function positionIn (cursor: string): Required<Pick<FeedQuery, 'after' | 'withGone'>> & Pick<FeedQuery, 'changedSince'> {
  const [, changedAt, link, since, gone] = /^(\d{1,15}) ([\w.~-]{1,100}) (\d{0,15}) ([01])$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (changedAt === undefined || link === undefined) throw invalid([{ pointer: '/query/cursor', code: 'invalid_cursor' }])
  return { after: { changedAt: Number(changedAt), link }, withGone: gone === '1', ...(since !== undefined && since !== '' && { changedSince: Number(since) }) }
}
