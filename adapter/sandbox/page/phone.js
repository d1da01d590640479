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
  if (m.echo) f.append(make("span", "", "by hand"));
  if (m.edited) f.append(make("span", "", "edited"));
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
  b.append(...inside(m));
  if (!notes.includes(m.type)) withMenu(m, b);
  return b;
}

// notes stand in the middle: nobody said them.
const notes = ["system", "user_preferences"];

function inside(m) {
  if (m.revoked) return [make("div", "body gone", m.direction === "out" ? "You deleted this message" : "This message was deleted")];
  const parts = [];
  const quoted = messages.get(m.reply_to);
  if (quoted) parts.push(make("div", "quote", words(quoted)));
  if (m.referral) parts.push(make("div", "quote", "From " + (m.referral.source_type || "an ad") + ": " + (m.referral.headline || m.referral.source_url || "")));
  if (m.media) parts.push(fileOf(m));
  if (m.card) parts.push(cardOf(m, m.card));
  else if (said(m)) parts.push(rich("body", said(m)));
  return parts;
}

// renew draws anew what was edited or taken back.
function renew(b, m) {
  b.querySelectorAll(":scope > .body, :scope > .file, :scope > .card, :scope > .quote").forEach((e) => e.remove());
  b.querySelector(".unseen").after(...inside(m));
}

function draw(m) {
  const b = bubbles.get(m.wamid) || build(m);
  b.className = ["bubble", m.direction, m.status, m.media ? m.type : "", notes.includes(m.type) ? "note" : "", m.card ? "carded" : ""].join(" ").trim();
  b.querySelectorAll(":scope > .foot, :scope > .card > .foot, :scope > .reactions").forEach((e) => e.remove());
  const acts = b.querySelector(":scope > .card > .acts");
  acts ? acts.before(foot(m)) : b.append(foot(m));
  const reactions = Object.values(m.reactions || {});
  if (reactions.length) {
    b.classList.add("reacted");
    b.append(make("span", "reactions", reactions.join("")));
  }
  return b;
}

const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 80;

// keepEnd shows the end again when a bubble has grown, because its picture has
// come or because of a reaction. Whoever scrolls up stops following the end; that
// the list has grown before a scroll is told of does not.
let following = true;
let scrolled = 0;
function keepEnd() {
  if (following) list.scrollTop = list.scrollHeight;
}
list.addEventListener("scroll", () => {
  following = atEnd() || following && list.scrollTop >= scrolled;
  scrolled = list.scrollTop;
});
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

const ranks = ["accepted", "sent", "delivered", "read", "played", "failed"];

// show draws a message that is new or has changed. An answer may come later
// than an event that tells of something newer: a status never goes back.
function show(m) {
  if (m.number !== number || ["reaction", "edit", "revoke"].includes(m.type) || (m.direction === "in" && m.status === "failed")) return;
  const known = messages.get(m.wamid);
  if (known && ranks.indexOf(known.status) > ranks.indexOf(m.status)) return;
  const follow = atEnd();
  messages.set(m.wamid, m);
  const b = draw(m);
  if (known && (known.text !== m.text || known.revoked !== m.revoked)) renew(b, m);
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

// tell shows in passing what was done.
function tell(sentence) {
  state.textContent = sentence;
  setTimeout(() => { if (state.textContent === sentence) state.textContent = quiet; }, 4000);
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
