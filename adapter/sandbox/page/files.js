// Files: how a picture, a voice note, a document of a message is shown.
"use strict";

const large = document.getElementById("large");
const drawings = "http://www.w3.org/2000/svg";

// icon draws lines as the buttons of the page do.
function icon(size, path) {
  const svg = document.createElementNS(drawings, "svg");
  for (const [k, v] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" })) svg.setAttribute(k, v);
  const p = document.createElementNS(drawings, "path");
  const look = { fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round", d: path };
  for (const [k, v] of Object.entries(look)) p.setAttribute(k, v);
  svg.append(p);
  return svg;
}
const paperIcon = () => icon(30, "M6 2.5h8l5 5v14H6zM14 2.5v5h5M9 12h7M9 16h7");
const voiceIcon = () => icon(24, "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3");
const soundIcon = () => icon(24, "M9 18V5l11-2v13M9 18a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM20 16a3 3 0 1 1-6 0 3 3 0 0 1 6 0z");

function size(bytes) {
  if (bytes < 1000) return bytes + " bytes";
  if (bytes < 1e6) return Math.round(bytes / 1e3) + " kB";
  return (bytes / 1e6).toFixed(1) + " MB";
}

const kindNames = { image: "Photo", video: "Video", audio: "Audio", voice: "Voice message", document: "Document", sticker: "Sticker" };
const kindOf = (m) => (m.type === "audio" && m.media?.voice ? "voice" : m.type);

// words is a message in a line.
const words = (m) => (m.media ? m.media.caption || m.media.filename || kindNames[kindOf(m)] : m.text);

// said is the text beside a file, or all there is.
const said = (m) => (m.media ? m.media.caption || "" : m.text);

// lost takes the place of what can no longer be had.
function lost(box) {
  box.replaceChildren(make("p", "lost", "This file is no longer kept here."));
}

function picture(m, box) {
  const b = make("button", "picture");
  b.type = "button";
  const img = make("img", "");
  img.alt = m.media.caption || kindNames[m.type];
  img.onerror = () => lost(box);
  img.src = m.media.url;
  b.append(img);
  b.setAttribute("aria-label", "Enlarge: " + img.alt);
  b.onclick = () => {
    const shown = large.querySelector("img");
    shown.src = m.media.url;
    shown.alt = img.alt;
    large.showModal();
  };
  return b;
}

// told tells the business that its voice note was played.
function told(m) {
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ message_id: m.wamid }) };
  fetch(at + "/played", request).catch(() => {}); // a lost mark is no matter
}

function player(tag, cls, m, box) {
  const p = make(tag, cls);
  p.controls = true;
  p.preload = "metadata";
  p.setAttribute("controlslist", "nodownload noplaybackrate");
  p.setAttribute("aria-label", words(m));
  p.onerror = () => lost(box);
  if (m.media.voice && m.direction === "in") p.addEventListener("play", () => told(m), { once: true });
  p.src = m.media.url;
  return p;
}

function sound(m, box) {
  const s = make("div", "sound");
  s.append(m.media.voice ? voiceIcon() : soundIcon(), player("audio", "", m, box));
  return s;
}

function paper(m) {
  const a = make("a", "paper");
  a.href = m.media.url;
  a.download = m.media.filename || "document";
  const about = make("div", "about");
  about.append(make("p", "name", m.media.filename || "Document"), make("p", "size", size(m.media.bytes) + " · " + m.media.mime_type));
  a.append(paperIcon(), about);
  return a;
}

// fileOf shows the file of a message.
function fileOf(m) {
  const box = make("div", "file");
  switch (m.type) {
    case "image":
    case "sticker":
      box.append(picture(m, box));
      break;
    case "video":
      box.append(player("video", "film", m, box));
      break;
    case "audio":
      box.append(sound(m, box));
      break;
    default:
      box.append(paper(m));
  }
  return box;
}

large.addEventListener("click", () => large.close());
