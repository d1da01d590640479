// Menus: what can be attached, and what can be done with a message. They open
// by click, by the keyboard, and for messages by a right click or a long press.
"use strict";

const menu = document.getElementById("menu");
const emojis = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
let opener = null;

function openMenu(from, items, row) {
  opener = from;
  menu.replaceChildren();
  if (row) menu.append(row);
  for (const i of items) menu.append(menuItem(i.label, i.act));
  menu.hidden = false;
  const at = from.getBoundingClientRect();
  menu.style.left = Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8)) + "px";
  const below = at.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.top = (below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)) + "px";
  menu.querySelector("button").focus();
}

function menuItem(label, act) {
  const b = document.createElement("button");
  b.type = "button";
  b.textContent = label;
  b.setAttribute("role", "menuitem");
  b.addEventListener("click", () => {
    closeMenu();
    act();
  });
  return b;
}

// closeMenu gives the focus back to where it came from.
function closeMenu() {
  if (menu.hidden) return;
  menu.hidden = true;
  opener?.focus();
}

menu.addEventListener("keydown", (e) => {
  const all = [...menu.querySelectorAll("button")];
  const here = all.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[e.key];
  if (step) all[(here + step + all.length) % all.length].focus();
  else if (e.key === "Home") all[0].focus();
  else if (e.key === "End") all.at(-1).focus();
  else if (e.key === "Escape" || e.key === "Tab") closeMenu();
  else return;
  e.preventDefault();
});
document.addEventListener("pointerdown", (e) => {
  if (!menu.hidden && !menu.contains(e.target)) menu.hidden = true;
});

// reactionsFor is a row of emojis; the one that is there is taken back.
function reactionsFor(m) {
  const row = make("div", "emojis");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "React");
  for (const emoji of emojis) {
    const mine = m.reactions?.me === emoji;
    const b = menuItem(emoji, () => say({ type: "reaction", message_id: m.wamid, emoji: mine ? "" : emoji }));
    b.setAttribute("aria-label", (mine ? "Take back " : "React with ") + emoji);
    b.classList.toggle("mine", mine);
    row.append(b);
  }
  return row;
}

function messageMenu(id, from) {
  const m = messages.get(id);
  if (!m || m.revoked) return;
  const items = [{ label: "Reply", act: () => answer(m) }, { label: "Copy text", act: () => copy(words(m)) }];
  const young = (minutes) => m.direction === "out" && Date.now() - new Date(m.time) < minutes * 60000;
  if (young(15) && (m.type === "text" || m.media?.caption)) items.push({ label: "Edit", act: () => edit(m) });
  if (young(60 * 60)) items.push({ label: "Delete for everyone", act: () => say({ type: "revoke", message_id: m.wamid }) });
  openMenu(from, items, reactionsFor(m));
}

// withMenu gives a bubble its menu.
function withMenu(m, b) {
  const more = make("button", "more");
  more.type = "button";
  more.setAttribute("aria-haspopup", "menu");
  more.setAttribute("aria-label", "What to do with this message");
  more.append(icon(18, "m6 9 6 6 6-6"));
  more.addEventListener("click", () => messageMenu(m.wamid, more));
  b.append(more);
  b.addEventListener("contextmenu", (e) => {
    if (e.target.closest("a, audio, video")) return;
    e.preventDefault();
    messageMenu(m.wamid, more);
  });
  let press;
  b.addEventListener("touchstart", () => { press = setTimeout(() => messageMenu(m.wamid, more), 500); }, { passive: true });
  for (const end of ["touchend", "touchmove", "touchcancel"]) b.addEventListener(end, () => clearTimeout(press), { passive: true });
}
