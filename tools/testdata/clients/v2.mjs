import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { story } from './story.mjs';

const { BASE, TOKEN, STDIO } = process.env;
const requestInit = { headers: { Authorization: `Bearer ${TOKEN}` } };
const [command, ...args] = JSON.parse(STDIO);

for (const mode of ['legacy', 'auto']) {
  for (const [kind, transport] of [
    ['http', () => new StreamableHTTPClientTransport(new URL(`${BASE}/mcp`), { requestInit })],
    ['stdio', () => new StdioClientTransport({ command, args, stderr: 'ignore' })],
  ]) {
    const name = `v2 ${kind} ${mode}`;
    const client = new Client({ name, version: '1' }, { versionNegotiation: { mode } });
    await client.connect(transport());
    await story(name, client);
    await client.close();
  }
}
