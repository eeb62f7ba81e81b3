// What the actions and functions do.
const cds = require('@sap/cds')

module.exports = class LicenseService extends cds.ApplicationService {
  init() {
    const { Tokens, Results, Owners, EveryType } = this.entities

    this.on('syncLicenses', Tokens, async (request) => {
      const [{ ID }] = request.params.map((key) => (typeof key === 'object' ? key : { ID: key }))
      const token = await SELECT.one.from(Tokens, ID)
      if (!token) return request.reject(404, 'no such token')
      const licenses = token.licenses + (request.data.extra ?? 1)
      await UPDATE(Tokens, ID).with({ licenses, state: 'done' })
      return SELECT.one.from(Tokens, ID)
    })
    this.on('licensesLeft', Tokens, async (request) => {
      const [{ ID }] = request.params.map((key) => (typeof key === 'object' ? key : { ID: key }))
      const token = await SELECT.one.from(Tokens, ID)
      return token.licenses - request.data.used
    })
    this.on('retireAll', Tokens, async (request) => UPDATE(Tokens).with({ note: request.data.reason }))
    this.on('named', Tokens, async (request) =>
      SELECT.from(Tokens).where('name like', `${request.data.start}%`).orderBy('name'),
    )
    this.on('reset', async () => {
      for (const entity of [Results, Tokens, Owners, EveryType]) await DELETE.from(entity)
      return 0
    })
    this.on('echo', (request) => ({ ...request.data.address, street: request.data.text }))
    this.on('sum', (request) => request.data.left + request.data.right)
    this.on('greet', (request) => `${request.data.name} ${request.data.at}`)
    this.on('labels', () => ['red', "it's", ''])
    this.on('refuse', (request) =>
      request.reject({ code: 'REFUSED', status: request.data.code, message: 'because', target: 'code' }),
    )
    return super.init()
  }
}
