// Runs the client in Node against a server of its own; ends with 1 and the reason when a call does not end as it should.
import http from "node:http";
import { createRequire } from "node:module";

const { run } = createRequire(import.meta.url)(process.argv[2]);
const seen = [];
let refused = false;
const server = http.createServer((request, response) => {
    const path = request.url.replace("/beta/deviceAppManagement/vppTokens", "");
    seen.push(`${request.method} ${path}`);
    const answer = (status, headers, body) => response.writeHead(status, headers).end(body);
    if (request.headers.authorization !== "Bearer canary") return answer(401, {}, "");
    if (path === "" && !refused) {
        refused = true;
        return answer(503, { "retry-after": "0" }, "");
    }
    if (path === "") return answer(200, {}, '{"value":[{"id":"a"}],"@odata.nextLink":"deviceAppManagement/vppTokens?page=2"}');
    if (path === "?page=2") return answer(200, {}, '{"value":[{"id":"b"}]}');
    if (path === "/moved/syncLicenses") return answer(307, { location: "/beta/here" }, "");
    if (path === "/beta/here") return answer(200, {}, '{"id":"here"}');
    if (path === "/wrong") return answer(200, {}, '{"id":7}');
    if (path !== "/silent") answer(404, {}, "");
});
server.listen(0, "127.0.0.1", async () => {
    const send = async (method, url, headers, body) => {
        const answer = await fetch(url, { method, headers, body: body.length ? body : undefined, redirect: "manual" });
        return [answer.status, [...answer.headers], new Uint8Array(await answer.arrayBuffer())];
    };
    let problem;
    try {
        await run(`http://127.0.0.1:${server.address().port}/beta`, send);
    } catch (error) {
        problem = error;
    }
    const expected = ["GET ", "GET ", "GET ?page=2", "POST /moved/syncLicenses", "POST /beta/here", "GET /silent", "GET /wrong"];
    if (!problem && seen.join() !== expected.join()) problem = `the service saw ${JSON.stringify(seen)}`;
    if (problem) console.error(problem);
    process.exit(problem ? 1 : 0);
});
