import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { story } from './story.mjs';

const { BASE, TOKEN, STDIO } = process.env;
const requestInit = { headers: { Authorization: `Bearer ${TOKEN}` } };
const [command, ...args] = JSON.parse(STDIO);

for (const [name, transport] of [
  ['v1 http', () => new StreamableHTTPClientTransport(new URL(`${BASE}/mcp`), { requestInit })],
  ['v1 sse', () => new SSEClientTransport(new URL(`${BASE}/sse`), { requestInit, eventSourceInit: { fetch: (u, i) => fetch(u, { ...i, headers: { ...i?.headers, ...requestInit.headers } }) } })],
  ['v1 stdio', () => new StdioClientTransport({ command, args, stderr: 'ignore' })],
]) {
  const client = new Client({ name, version: '1' });
  await client.connect(transport());
  await story(name, client);
  await client.close();
}
