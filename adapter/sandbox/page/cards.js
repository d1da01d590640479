// Cards: what a message has beside text. Buttons, lists, places, people and
// templates are drawn as on a phone, and can be tapped.
"use strict";

const pinIcon = () => icon(34, "M12 21s7-6.1 7-11.5a7 7 0 0 0-14 0C5 14.9 12 21 12 21zM12 12a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2z");
const linkIcon = () => icon(18, "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6");
const listIcon = () => icon(18, "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01");
const replyIcon = () => icon(18, "M9 6 4 11l5 5M4 11h9a7 7 0 0 1 7 7");
const copyIcon = () => icon(18, "M9 9h11v11H9zM5 15H4V4h11v1");
const callIcon = () => icon(18, "M5 3h4l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2z");
const bagIcon = () => icon(18, "M5 8h14l1 13H4zM9 8V6a3 3 0 0 1 6 0v2");
const formIcon = () => icon(18, "M6 3h12v18H6zM9 8h6M9 12h6M9 16h3");
const meIcon = () => icon(18, "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0");

// taps are what each kind of button does, and how it is drawn.
const taps = {
  reply: { icon: replyIcon, act: (m, b) => say({ type: "tap", message_id: m.wamid, id: b.id }) },
  quick_reply: { icon: replyIcon, act: (m, b) => say({ type: "tap", message_id: m.wamid, id: b.id }) },
  contact: { icon: meIcon, act: (m, b) => say({ type: "tap", message_id: m.wamid, id: b.title }) },
  location: { icon: () => icon(18, "M12 21s7-6.1 7-11.5a7 7 0 0 0-14 0C5 14.9 12 21 12 21z"), act: (m) => shareLocation(m.wamid) },
  flow: { icon: formIcon, act: (m, b) => fillForm(m, b) },
  address: { icon: formIcon, act: (m, b) => fillForm(m, b) },
  catalog: { icon: bagIcon, act: (m) => orderFrom(m) },
  allow: { icon: callIcon, act: (m) => allowCalls(m) },
  call: { icon: callIcon, act: () => tell("The sandbox makes no calls") },
  copy: { icon: copyIcon, act: (m, b) => copy(b.value) },
};

async function copy(what) {
  try {
    await navigator.clipboard.writeText(what);
    tell("Copied: " + what);
  } catch {
    tell("It cannot be copied here");
  }
}

// opens is a button that leads elsewhere.
function opens(b) {
  const a = make("a", "act");
  a.href = b.kind === "phone" ? "tel:" + b.value : b.value;
  if (!/^(https?|tel):/.test(a.href)) a.removeAttribute("href");
  a.target = "_blank";
  a.rel = "noopener noreferrer";
  a.append(b.kind === "phone" ? callIcon() : linkIcon(), b.title);
  return a;
}

function buttonOf(m, b) {
  if (b.kind === "url" || b.kind === "phone") return opens(b);
  const tap = taps[b.kind] || taps.call;
  const e = make("button", "act");
  e.type = "button";
  e.append(tap.icon(), b.title + (b.kind === "copy" && b.value ? " · " + b.value : ""));
  e.addEventListener("click", () => tap.act(m, b));
  return e;
}

function actsOf(m, c) {
  const acts = (c.buttons || []).map((b) => buttonOf(m, b));
  if (c.label) {
    const e = make("button", "act");
    e.type = "button";
    e.setAttribute("aria-haspopup", "dialog");
    e.append(listIcon(), c.label);
    e.addEventListener("click", () => chooseRow(m));
    acts.push(e);
  }
  if (!acts.length) return [];
  const box = make("div", "acts");
  box.append(...acts);
  return [box];
}

// above is the picture, film or document over the body, or the place.
function above(m, c) {
  if (c.media) return [fileOf({ ...m, type: c.media_kind, media: c.media })];
  if (!c.link) return c.place && c.kind !== "location" ? [placeOf(c.place)] : [];
  const box = make("div", "elsewhere");
  let host = c.link;
  try { host = new URL(c.link).host; } catch { /* it is shown as it is */ }
  box.append(paperIcon(), make("span", "", kindNames[c.media_kind] + " from " + host));
  box.title = c.link;
  return [box];
}

function placeOf(p) {
  const a = make("a", "place");
  a.href = "https://www.openstreetmap.org/?mlat=" + p.latitude + "&mlon=" + p.longitude + "#map=16/" + p.latitude + "/" + p.longitude;
  a.target = "_blank";
  a.rel = "noopener noreferrer";
  const map = make("div", "map");
  map.append(pinIcon());
  a.append(map, make("p", "name", p.name || "Location"));
  if (p.address) a.append(make("p", "size", p.address));
  a.append(make("p", "size", p.latitude + ", " + p.longitude));
  return a;
}

function personOf(p) {
  const box = make("div", "person");
  const face = make("span", "face", [...p.name][0] || "?");
  face.setAttribute("aria-hidden", "true");
  const about = make("div", "about");
  about.append(make("p", "name", p.name || "Somebody"));
  for (const line of [p.organization, ...(p.phones || []), ...(p.emails || [])]) if (line) about.append(make("p", "size", line));
  box.append(face, about);
  return box;
}

function itemsOf(c) {
  const items = make("ul", "items");
  for (const i of c.items) items.append(make("li", "", i.quantity + " × " + i.product_retailer_id + " · " + i.item_price.toFixed(2) + " " + i.currency));
  return items;
}

function answersOf(c) {
  const list = make("dl", "answers");
  for (const [k, v] of Object.entries(c.answers)) {
    if (k !== "flow_token") list.append(make("dt", "", k), make("dd", "", typeof v === "string" ? v : JSON.stringify(v)));
  }
  return list;
}

function offerOf(o) {
  const box = make("div", "offer");
  box.append(make("p", "name", o.text));
  if (o.expires) box.append(make("p", "size", "Ends " + new Date(o.expires).toLocaleString()));
  return box;
}

// cardOf draws a card, and those in it side by side.
function cardOf(m, c) {
  const box = make("div", "card " + c.kind);
  box.append(...above(m, c));
  if (c.header) box.append(make("div", "head", c.header));
  if (c.offer) box.append(offerOf(c.offer));
  if (c.kind === "location") box.append(placeOf(c.place));
  box.append(...(c.people || []).map(personOf));
  if (c.items?.length) box.append(itemsOf(c));
  if (c.body) box.append(rich("body", c.body));
  if (c.answers) box.append(answersOf(c));
  if (c.footer) box.append(make("div", "under", c.footer));
  box.append(...actsOf(m, c));
  if (c.cards?.length) {
    const row = make("div", "cards");
    row.tabIndex = 0;
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", c.cards.length + " cards");
    row.append(...c.cards.map((one) => cardOf(m, one)));
    box.append(row);
  }
  return box;
}
