// An authorization server (node-oidc-provider) with one client, and beside it a service that takes its tokens only.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const LIFE = Number(process.env.LIFE);
let provider;
const revoked = new Set();

// The service: whoever has a token that the authorization server knows, and whose time is not over, gets an answer.
async function service(request, response) {
  const value = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const token = value && (await provider.ClientCredentials.find(value));
  const good = token && !token.isExpired && !revoked.has(value) && token.scope === "read";
  if (good && request.url === "/api/revoke") revoked.add(value);
  response.writeHead(good ? 200 : 401, { "content-type": "application/json" });
  response.end(good ? JSON.stringify({ id: token.clientId, name: value.slice(-8) }) : "{}");
}

const server = createServer((request, response) =>
  request.url.startsWith("/api/") ? service(request, response) : provider.callback()(request, response),
);
server.listen(0, "127.0.0.1", () => {
  const address = `http://127.0.0.1:${server.address().port}`;
  provider = new Provider(address, {
    clients: [
      {
        client_id: "a client",
        client_secret: "canary secret+%:&",
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: process.env.AUTH_METHOD ?? "client_secret_basic",
        scope: "read",
      },
    ],
    scopes: ["read", "write"],
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    ttl: { ClientCredentials: LIFE },
  });
  console.log(`listening on ${address}`);
});
