// Composing: a box to type in, and the message that is answered or edited.
"use strict";

// Messages leave in the order they were typed, one after the other.
let picked = null; // the File that waits in the tray, if one does
let sending = Promise.resolve();
const queue = (post) => { sending = sending.then(post); };

// about is what the bar above the box is about: { to } answers a message,
// { edits } changes one.
let about = null;
const [quoting, quoted] = ["quoting", "quoted"].map(byID);

function speakOf(what, m, label) {
  about = what;
  quoting.querySelector("b").textContent = label;
  quoted.textContent = words(m);
  quoting.hidden = false;
  text.focus();
}
function answer(m) {
  speakOf({ to: m.wamid }, m, m.direction === "out" ? "Reply to yourself" : "Reply");
}
function edit(m) {
  speakOf({ edits: m.wamid }, m, "Edit");
  text.value = said(m);
  grow();
}
// leave takes what the bar was about, and hides it.
function leave() {
  const was = about || {};
  about = null;
  quoting.hidden = true;
  return was;
}
byID("unquote").addEventListener("click", () => {
  if (leave().edits) text.value = "";
  grow();
  text.focus();
});
document.addEventListener("keydown", (e) => {
  if (e.key === "Escape" && !quoting.hidden && !document.querySelector("dialog[open], .menu:not([hidden])")) byID("unquote").click();
});

function send() {
  let typed = text.value.trim();
  if (!typed && !picked) return;
  text.value = "";
  const was = leave();
  if (picked) {
    const { form, rest } = takePicked(typed);
    if (was.to) form.set("reply_to", was.to);
    queue(() => postForm(form));
    typed = rest;
  }
  if (typed && was.edits) queue(() => postText({ type: "edit", message_id: was.edits, text: typed }));
  else if (typed) queue(() => postText({ type: "text", text: typed, reply_to: was.to }));
  grow();
}

async function postText(said) {
  const sent = await postJSON(said);
  if (!sent && !text.value) text.value = said.text;
  grow();
}

const postJSON = (said) => post({ headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...said, to: number }) });

// say is what is said by a tap and not typed; it waits its turn too.
const say = (said) => queue(() => postJSON(said));

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
