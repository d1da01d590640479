// Attaching: a file waits in the tray until it is sent; the text is its caption.
"use strict";

const [tray, preview, nameOf, sizeOf, kind, unpick, file, attach] =
  ["tray", "preview", "name", "size", "kind", "unpick", "file", "attach"].map(byID);
const biggest = 100 * 1024 * 1024;
// kindsOf gives as what a file can be sent, the usual one first.
function kindsOf(f) {
  const type = f.type.split(";")[0];
  if (type === "image/webp") return ["sticker", "image", "document"];
  if (type === "image/svg+xml") return ["document"];
  const whole = type.split("/")[0];
  if (whole === "image" || whole === "video") return [whole, "document"];
  if (type === "audio/ogg" || type === "audio/webm") return ["audio", "voice", "document"];
  if (whole === "audio") return ["audio", "document"];
  return ["document"];
}

const captioned = (k) => k === "image" || k === "video" || k === "document";

function pick(f) {
  if (!f) return;
  if (f.size > biggest) return complain("Files on WhatsApp have at most 100 MB, and this has " + size(f.size) + ".");
  if (!f.size) return complain("This file is empty.");
  clearTray();
  picked = f;
  nameOf.textContent = f.name;
  sizeOf.textContent = size(f.size);
  kind.replaceChildren(...kindsOf(f).map((k) => new Option(kindNames[k], k)));
  preview.replaceChildren(f.type.startsWith("image/") ? thumbnail(f) : paperIcon());
  tray.hidden = false;
  complain("");
  ask();
  text.focus();
}

function thumbnail(f) {
  const img = make("img", "");
  img.alt = "";
  img.src = URL.createObjectURL(f);
  return img;
}

function clearTray() {
  const img = preview.querySelector("img");
  if (img) URL.revokeObjectURL(img.src);
  preview.replaceChildren();
  picked = null;
  file.value = "";
  tray.hidden = true;
  ask();
}

// ask says what the text will be.
function ask() {
  text.placeholder = picked && captioned(kind.value) ? "Add a caption" : "Message";
  offer();
}

// takePicked gives what waits in the tray as a form, with the text as caption
// where there are captions; the rest is said after it.
function takePicked(caption) {
  const f = new FormData();
  f.set("type", kind.value);
  f.set("to", number);
  const rest = captioned(kind.value) ? "" : caption;
  if (caption && !rest) f.set("caption", caption);
  f.set("file", picked, picked.name);
  clearTray();
  return { form: f, rest };
}

attach.addEventListener("click", () => openMenu(attach, [
  { label: "Photo, video or document", act: () => file.click() },
  { label: "Location", act: () => shareLocation() },
  { label: "Contact", act: () => shareContact() },
]));
file.addEventListener("change", () => pick(file.files[0]));
kind.addEventListener("change", ask);
unpick.addEventListener("click", () => {
  clearTray();
  text.focus();
});
tray.addEventListener("keydown", (e) => {
  if (e.key === "Escape") unpick.click();
});

// Pasting and dropping attach too.
text.addEventListener("paste", (e) => {
  const f = e.clipboardData?.files[0];
  if (!f) return;
  e.preventDefault();
  pick(f);
});
const whole = byID("phone");
whole.addEventListener("dragover", (e) => {
  if (![...e.dataTransfer.types].includes("Files")) return;
  e.preventDefault();
  whole.classList.add("over");
});
whole.addEventListener("dragleave", () => whole.classList.remove("over"));
whole.addEventListener("drop", (e) => {
  whole.classList.remove("over");
  if (!e.dataTransfer.files.length) return;
  e.preventDefault();
  pick(e.dataTransfer.files[0]);
});
offer();
