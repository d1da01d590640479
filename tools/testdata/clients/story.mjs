// The story each client goes through: a person writes on the sandbox's phone,
// the client is handed the message and answers, and the phone shows the answer.
import assert from 'node:assert/strict';

const { BASE, PHONE } = process.env;

async function phone(path, body) {
  const resp = await fetch(`${BASE}/sandbox/phones/${PHONE}/${path}`, body && { method: 'POST', body: JSON.stringify(body) });
  assert.ok(resp.ok, `the phone answered ${resp.status}`);
  return resp.json();
}

async function until(what, holds) {
  for (const end = Date.now() + 15000; Date.now() < end; await new Promise((r) => setTimeout(r, 50))) {
    const got = await holds();
    if (got) return got;
  }
  assert.fail(`in 15 seconds: ${what}`);
}

export async function story(name, client) {
  const tools = (await client.listTools()).tools.map((t) => t.name);
  for (const t of ['send_whatsapp_message', 'wait_for_whatsapp_messages', 'read_whatsapp_messages']) assert.ok(tools.includes(t), `${t} is not listed`);
  assert.ok((await client.listPrompts()).prompts.length > 0, 'no prompts');
  assert.ok((await client.listResources()).resources.some((r) => r.uri === 'whatsapp://contacts'), 'no contacts resource');

  const call = async (tool, args) => {
    const r = await client.callTool({ name: tool, arguments: args });
    return { ...r.structuredContent, isError: r.isError, said: r.content?.[0]?.text };
  };
  // What other clients were handed and did not answer is done with first.
  for (let b = await call('wait_for_whatsapp_messages', { timeout_seconds: 1 }); b.lease; b = await call('wait_for_whatsapp_messages', { timeout_seconds: 1 })) {
    await call('ack_whatsapp_messages', { lease: b.lease });
  }

  const words = `hello from ${name}`;
  const waiting = call('wait_for_whatsapp_messages', { timeout_seconds: 20 });
  await phone('messages', { text: words });
  const batch = await waiting;
  assert.equal(batch.messages?.[0]?.text, words);
  assert.equal(batch.messages[0].contact.name, 'You');

  const sent = await call('send_whatsapp_message', { to: 'You', text: `**answer** to ${name}`, key: name });
  assert.equal(sent.status, 'sent', JSON.stringify(sent));
  const again = await call('send_whatsapp_message', { to: 'You', text: `**answer** to ${name}`, key: name });
  assert.deepEqual(again.message_ids, sent.message_ids, 'the same key sent twice');
  const shown = await until('the answer on the phone', async () => {
    const all = (await phone('messages')).filter((m) => m.direction === 'in' && m.text === `*answer* to ${name}`);
    return all.length > 0 && all;
  });
  assert.equal(shown.length, 1, 'the phone shows the answer more than once');

  const wrong = await call('send_whatsapp_message', { too: 'You', text: 'x' });
  assert.equal(wrong.isError, true);
  assert.match(wrong.said, /there is no argument called "too"/);
  // What is structured in a failure is held against the tool's schema by clients.
  const unread = await call('read_whatsapp_messages', { limit: 101 });
  assert.equal(unread.isError, true);
  assert.equal(unread.code, 'invalid');
  const asked = await call('send_whatsapp_interactive', { to: 'You', kind: 'buttons', body: `which, ${name}?`, buttons: ['A', 'B', 'C', 'D'] });
  assert.equal(asked.status, 'sent', JSON.stringify(asked));
  assert.match(asked.converted[0], /became a list/);
  console.log(`ok ${name}`);
}
