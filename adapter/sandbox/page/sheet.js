// Sheets: what slides up to choose a row, share a place or a person, fill in a
// form or order.
"use strict";

const [sheet, sheetTitle, sheetBody, sheetDone] = ["sheet", "sheet-title", "sheet-body", "sheet-done"].map(byID);
let whenDone = null; // what the button at the end does; false keeps the sheet

function openSheet(title, content, done, act) {
  sheetTitle.textContent = title;
  sheetBody.replaceChildren(...content);
  sheetDone.textContent = done || "";
  sheetDone.hidden = !done;
  whenDone = act;
  sheet.showModal();
  (sheetBody.querySelector("input, textarea, button") || sheetDone).focus();
}

const done = () => { if (whenDone && whenDone() !== false) sheet.close(); };
sheetDone.addEventListener("click", done);
byID("sheet-close").addEventListener("click", () => sheet.close());
sheet.addEventListener("click", (e) => { if (e.target === sheet) sheet.close(); });
sheet.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && e.target.tagName === "INPUT") {
    e.preventDefault();
    done();
  }
});

// field is a labelled box; its value is read by name.
function field(name, label, value, more) {
  const box = make("label", "field");
  const input = document.createElement(more?.lines ? "textarea" : "input");
  if (more?.lines) input.rows = more.lines;
  else input.type = more?.type || "text";
  if (more?.step) input.step = more.step;
  if (more?.min !== undefined) input.min = more.min;
  if (more?.max !== undefined) input.max = more.max;
  input.name = name;
  input.value = value;
  input.required = !more?.optional;
  box.append(make("span", "", label), input);
  return box;
}

const valueOf = (name) => sheetBody.querySelector(`[name="${CSS.escape(name)}"]`).value.trim();
// filled says whether all boxes are; the browser shows which is not.
const filled = () => [...sheetBody.querySelectorAll("input, textarea")].every((i) => i.reportValidity());

// chooseRow shows the rows of a list. Arrows move between them.
function chooseRow(m) {
  const content = [];
  for (const s of m.card.sections) {
    if (s.title) content.push(make("h3", "", s.title));
    for (const r of s.rows) content.push(rowOf(m, r));
  }
  openSheet(m.card.label, content);
}

function rowOf(m, r) {
  const b = make("button", "row");
  b.type = "button";
  b.append(make("span", "name", r.title));
  if (r.description) b.append(make("span", "size", r.description));
  b.addEventListener("click", () => {
    sheet.close();
    say({ type: "tap", message_id: m.wamid, id: r.id });
  });
  return b;
}
sheetBody.addEventListener("keydown", (e) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  const rows = [...sheetBody.querySelectorAll(".row")];
  const here = rows.indexOf(document.activeElement);
  if (!step || here < 0) return;
  e.preventDefault();
  rows[Math.max(0, Math.min(here + step, rows.length - 1))].focus();
});

function shareLocation(replyTo) {
  const degree = (most) => ({ type: "number", step: "any", min: -most, max: most });
  openSheet("Share a location", [
    field("name", "Name", "Café Aurora", { optional: true }),
    field("address", "Address", "Via Roma 3, Torino", { optional: true }),
    field("latitude", "Latitude", "45.0703", degree(90)),
    field("longitude", "Longitude", "7.6869", degree(180)),
  ], "Send location", () => {
    if (!filled()) return false;
    say({ type: "location", reply_to: replyTo || leave().to, location: {
      name: valueOf("name"), address: valueOf("address"), latitude: Number(valueOf("latitude")), longitude: Number(valueOf("longitude")),
    } });
  });
}

function shareContact() {
  openSheet("Share a contact", [
    field("name", "Name", "Ada Lovelace"),
    field("phone", "Phone", "+34 600 111 222", { type: "tel" }),
  ], "Send contact", () => {
    if (!filled()) return false;
    const [first, ...rest] = valueOf("name").split(" ");
    const name = { formatted_name: valueOf("name"), first_name: first, last_name: rest.join(" ") || undefined };
    const wa_id = valueOf("phone").replace(/\D/g, "");
    say({ type: "contacts", reply_to: leave().to, contacts: [{ name, phones: [{ phone: valueOf("phone"), wa_id, type: "CELL" }] }] });
  });
}

// fillForm answers a form. What a form asks is known to Meta only, so the
// answers are written as lines.
function fillForm(m, b) {
  openSheet(b.title, [
    make("p", "size", "The sandbox does not know the screens of this form. Write one answer a line."),
    field("answers", "Answers", "name = Ada\ndate = 2026-12-01", { lines: 5 }),
  ], "Submit", () => {
    if (!filled()) return false;
    const response = b.kind === "flow" ? { flow_token: b.value } : {};
    for (const line of valueOf("answers").split("\n")) {
      const [key, ...value] = line.split("=");
      if (key.trim()) response[key.trim()] = value.join("=").trim();
    }
    say({ type: "nfm_reply", reply_to: m.wamid, nfm_reply: { name: b.kind === "flow" ? "flow" : "address_message", response } });
  });
}

// orderFrom orders what a message shows. Prices are the sandbox's: it has no
// catalogue.
function orderFrom(m) {
  const shown = (m.card.sections?.length ? m.card.sections : (m.card.cards || []).flatMap((c) => c.sections || [])).flatMap((s) => s.rows);
  const rows = shown.length ? shown : [{ id: "SKU-1", title: "SKU-1" }, { id: "SKU-2", title: "SKU-2" }];
  openSheet("Items", rows.map((r, i) => field(r.id, r.title + " · 10.00 EUR", i ? "0" : "1", { type: "number", min: 0, max: 99 })),
    "Place order", () => {
      if (!filled()) return false;
      const items = rows.map((r) => ({ product_retailer_id: r.id, quantity: Number(valueOf(r.id)), item_price: 10, currency: "EUR" }));
      const product_items = items.filter((i) => i.quantity > 0);
      if (!product_items.length) return false;
      say({ type: "order", reply_to: m.wamid, order: { catalog_id: m.card.catalog || "1", product_items } });
    });
}

function allowCalls(m) {
  const choice = (label, more) => {
    const b = make("button", "row");
    b.type = "button";
    b.append(make("span", "name", label));
    b.addEventListener("click", () => {
      sheet.close();
      say({ type: "call_permission_reply", reply_to: m.wamid, ...more });
    });
    return b;
  };
  openSheet("May the business call?", [
    choice("Always allow", { response: "accept", is_permanent: true }),
    choice("Allow for now", { response: "accept" }),
    choice("Don’t allow", { response: "reject" }),
  ]);
}
