// Rich: the few marks WhatsApp draws. Text becomes elements, never HTML.
"use strict";

const markers = [
  { mark: "```", tag: "code", plain: true },
  { mark: "`", tag: "code", plain: true },
  { mark: "*", tag: "strong" },
  { mark: "_", tag: "em" },
  { mark: "~", tag: "s" },
];
const wordy = /[\p{L}\p{N}]/u;

// closing finds where a mark that opens at i is closed: it hugs what is between
// and stands at the edge of a word on either side.
function closing(s, i, mark) {
  const from = i + mark.length;
  if (wordy.test(s[i - 1] || "") || !s[from] || /\s/.test(s[from])) return -1;
  for (let j = s.indexOf(mark, from + 1); j > 0; j = s.indexOf(mark, j + 1)) {
    if (mark !== "```" && s.slice(from, j).includes("\n")) return -1;
    if (!/\s/.test(s[j - 1]) && !wordy.test(s[j + mark.length] || "")) return j;
  }
  return -1;
}

// pieces gives nodes for a text.
function pieces(s) {
  const nodes = [];
  let plain = "";
  for (let i = 0; i < s.length; ) {
    const m = markers.find((k) => s.startsWith(k.mark, i));
    const end = m ? closing(s, i, m.mark) : -1;
    if (end < 0) {
      plain += s[i++];
      continue;
    }
    if (plain) nodes.push(plain);
    plain = "";
    const e = document.createElement(m.tag);
    const inner = s.slice(i + m.mark.length, end);
    e.append(...(m.plain ? [inner] : pieces(inner)));
    nodes.push(e);
    i = end + m.mark.length;
  }
  if (plain) nodes.push(plain);
  return nodes;
}

// rich makes a block of text as a phone shows it.
function rich(cls, s) {
  const e = make("div", cls);
  e.append(...pieces(s));
  return e;
}
