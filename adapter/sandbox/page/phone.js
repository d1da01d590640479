// The phone: a list that is kept true by the event stream, and a box to type in.
"use strict";

const phone = document.body.dataset.phone;
const number = document.body.dataset.number;
const at = "phones/" + encodeURIComponent(phone);
const byID = (id) => document.getElementById(id);
const [list, form, text, typing, trouble, state, hint] =
  ["list", "form", "text", "typing", "trouble", "state", "hint"].map(byID);
const quiet = state.textContent;
const messages = new Map(); // by wamid
const bubbles = new Map();

// make builds an element; text is never read as HTML.
function make(tag, cls, content) {
  const e = document.createElement(tag);
  e.className = cls;
  if (content !== undefined) e.textContent = content;
  return e;
}

const marks = {
  sent: ["✓", "sent"],
  delivered: ["✓✓", "delivered"],
  read: ["✓✓", "read"],
};

function foot(m) {
  const f = make("div", "foot");
  const time = make("time", "", new Date(m.time).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  time.dateTime = m.time;
  f.append(time);
  if (m.direction === "out" && marks[m.status]) {
    const ticks = make("span", "ticks " + m.status, marks[m.status][0]);
    ticks.setAttribute("role", "img");
    ticks.setAttribute("aria-label", marks[m.status][1]);
    f.append(ticks);
  }
  return f;
}

// build makes a bubble with what does not change any more. A file stays the
// same element, so that one that plays plays on.
function build(m) {
  const b = make("article", "");
  b.append(make("span", "unseen", m.direction === "out" ? "You: " : "Business: "));
  const quoted = messages.get(m.reply_to);
  if (quoted) b.append(make("div", "quote", words(quoted)));
  if (m.media) b.append(fileOf(m));
  if (said(m)) b.append(make("div", "body", said(m)));
  return b;
}

function draw(m) {
  const b = bubbles.get(m.wamid) || build(m);
  b.className = ["bubble", m.direction, m.status, m.media ? m.type : ""].join(" ").trim();
  b.querySelectorAll(":scope > .foot, :scope > .reactions").forEach((e) => e.remove());
  b.append(foot(m));
  const reactions = Object.values(m.reactions || {});
  if (reactions.length) {
    b.classList.add("reacted");
    b.append(make("span", "reactions", reactions.join("")));
  }
  return b;
}

const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 80;

// keepEnd shows the end again when a bubble has grown, because its picture has
// come or because of a reaction.
let following = true;
function keepEnd() {
  if (following) list.scrollTop = list.scrollHeight;
}
list.addEventListener("scroll", () => { following = atEnd(); });
const grown = new ResizeObserver(keepEnd);

// place puts a bubble where its message belongs; a message may arrive twice,
// and later than one that came after it.
function place(m, b) {
  bubbles.set(m.wamid, b);
  b.dataset.seq = m.seq;
  let before = list.lastElementChild;
  while (before && Number(before.dataset.seq || 0) > m.seq) before = before.previousElementSibling;
  before ? before.after(b) : list.prepend(b);
  grown.observe(b);
}

const ranks = ["accepted", "sent", "delivered", "read", "failed"];

// show draws a message that is new or has changed. An answer may come later
// than an event that tells of something newer: a status never goes back.
function show(m) {
  if (m.number !== number || m.type === "reaction" || (m.direction === "in" && m.status === "failed")) return;
  const known = messages.get(m.wamid);
  if (known && ranks.indexOf(known.status) > ranks.indexOf(m.status)) return;
  const follow = atEnd();
  messages.set(m.wamid, m);
  const b = draw(m);
  if (known) return;
  hint.hidden = true;
  place(m, b);
  if (m.direction === "in") {
    look();
    stopTyping();
  }
  if (follow || m.direction === "out") {
    following = true;
    keepEnd();
  }
}

// look tells that what is here was read, while somebody can see it.
let looking;
function look() {
  clearTimeout(looking);
  if (document.visibilityState !== "visible") return;
  looking = setTimeout(() => fetch(at + "/seen", { method: "POST" }).catch(() => {}), 150);
}
document.addEventListener("visibilitychange", look);

let typingEnds;
function stopTyping() {
  clearTimeout(typingEnds);
  typing.hidden = true;
  state.textContent = quiet;
}
function startTyping(seconds) {
  const follow = atEnd();
  clearTimeout(typingEnds);
  typing.hidden = false;
  state.textContent = "typing…";
  typingEnds = setTimeout(stopTyping, seconds * 1000);
  if (follow) list.scrollTop = list.scrollHeight;
}

function complain(sentence) {
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
}

async function load() {
  try {
    const res = await fetch(at + "/messages?number=" + encodeURIComponent(number));
    for (const m of await res.json()) show(m);
    complain("");
  } catch {
    complain("The sandbox does not answer; trying again…");
  }
}

const stream = new EventSource(at + "/events");
stream.onopen = load; // what was missed while away is in the list
stream.onerror = () => complain("Not connected; trying again…");
stream.addEventListener("message", (e) => show(JSON.parse(e.data)));
stream.addEventListener("typing", (e) => {
  const t = JSON.parse(e.data);
  if (t.number === number) t.seconds > 0 ? startTyping(t.seconds) : stopTyping();
});

// Messages leave in the order they were typed, one after the other.
let picked = null; // the File that waits in the tray, if one does
let sending = Promise.resolve();
const queue = (post) => { sending = sending.then(post); };

function send() {
  let typed = text.value.trim();
  if (!typed && !picked) return;
  text.value = "";
  if (picked) {
    const { form, rest } = takePicked(typed);
    queue(() => postForm(form));
    typed = rest;
  }
  if (typed) queue(() => postText(typed));
  grow();
}

async function postText(typed) {
  const sent = await post({
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ type: "text", text: typed, to: number }),
  });
  if (!sent && !text.value) text.value = typed;
  grow();
}

async function postForm(form) {
  state.textContent = "sending a file…";
  const sent = await post({ body: form });
  state.textContent = quiet;
  if (!sent && !text.value && form.get("caption")) text.value = form.get("caption");
  grow();
}

// post says whether the message is on its way.
async function post(request) {
  try {
    const res = await fetch(at + "/messages", { method: "POST", ...request });
    const m = await res.json();
    if (!res.ok) throw new Error(m.error);
    show(m);
    complain("");
    return true;
  } catch (e) {
    complain("Not sent: " + e.message);
    return false;
  }
}

function grow() {
  text.style.height = "auto";
  text.style.height = text.scrollHeight + 2 + "px";
  offer();
}

// offer shows the microphone while there is nothing else to send. Browsers give
// it to pages of this machine and to https only.
function offer() {
  const nothing = !text.value.trim() && !picked && !!navigator.mediaDevices && !!window.MediaRecorder;
  byID("record").hidden = !nothing;
  byID("send").hidden = nothing;
}

text.addEventListener("input", grow);
text.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    send();
  }
});
// Some keyboards send no key, only the line it would make.
let shift = false;
text.addEventListener("keydown", (e) => { shift = e.shiftKey; });
text.addEventListener("beforeinput", (e) => {
  if (e.inputType === "insertLineBreak" && !shift) {
    e.preventDefault();
    send();
  }
});
form.addEventListener("submit", (e) => {
  e.preventDefault();
  send();
  text.focus();
});
