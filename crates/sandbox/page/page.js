// The sandbox's page. Data is only ever inserted as text; there is nothing here but what the management API gives.

const LONGEST_LIST = 200;
const byId = (id) => document.getElementById(id);

/** An element with attributes and children; strings become text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  return fill(element, ...children);
}

/** Gives an element these children; lists are taken apart, what is empty is left out. */
function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== undefined && child !== null && child !== ""));
  return element;
}

function complain(sentence) {
  const place = byId("trouble");
  place.textContent = sentence;
  place.hidden = !sentence;
}

/** Calls the API; complains and gives undefined when it refuses. */
async function call(method, path, body) {
  try {
    const answer = await fetch(path, { method, body: typeof body === "string" ? body : body && JSON.stringify(body) });
    const text = await answer.text();
    const value = text ? JSON.parse(text) : null;
    if (!answer.ok) throw new Error(value?.error ?? `Status ${answer.status}.`);
    complain("");
    return value;
  } catch (error) {
    complain(error instanceof TypeError ? "The sandbox does not answer: is it still running?" : error.message);
    return undefined;
  }
}

/** The filled fields of a form as a query. */
function query(form, more = {}) {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  return new URLSearchParams([...fields, ...Object.entries(more)]).toString();
}

const moment = (text) => make("time", { datetime: text }, text.replace("T", " ").replace(/\.\d+Z$/, " UTC"));
const caName = (service) => (service === "gs" ? "GlobalSign" : "TBS");
const words = (code) => code.replaceAll("-", " ").replace(/^./, (letter) => letter.toUpperCase());

// ---- Clock

let clock;

function showClock() {
  if (!clock) return;
  const now = clock.runs ? new Date(clock.shown.getTime() + (performance.now() - clock.seen)) : clock.shown;
  byId("now").textContent = `${now.toISOString().slice(0, 19).replace("T", " ")} UTC${clock.runs ? "" : ", stopped"}`;
  byId("runs").textContent = clock.runs ? "Stop" : "Run";
}

function take(answer) {
  if (!answer) return;
  clock = { runs: answer.runs, shown: new Date(answer.now), seen: performance.now() };
  showClock();
}

async function changeClock(change) {
  take(await call("POST", "/clock", change));
  await refresh();
}

// ---- Orders

const PAGE = 50;
let selected;
let shownOrders = 0;

function tone(order) {
  if (order.certificate.code === (order.service === "gs" ? "30" : "3")) return "bad";
  if (order.subject && order.stage === "done") return "good";
  return order.stage === "done" ? "bad" : "wait";
}

function orderRow(order) {
  const open = () => location.assign(`#orders/${encodeURIComponent(order.id)}`);
  return make(
    "tr",
    { "aria-current": String(order.id === selected), "data-id": order.id },
    make("td", {}, make("button", { type: "button", class: "link", onclick: open }, order.id)),
    make("td", { class: "spare" }, caName(order.service)),
    make("td", {}, order.product),
    make("td", { class: tone(order) }, `${order.status.code} ${order.status.label}`, make("div", {}, make("small", {}, order.certificate.label))),
    make("td", {}, order.reference ?? ""),
    make("td", { class: "nowrap spare" }, moment(order.placed)),
  );
}

async function listOrders(more = false) {
  const offset = more ? shownOrders : 0;
  const page = await call("GET", `/orders?${query(byId("order-filter"), { limit: more ? PAGE : Math.max(PAGE, shownOrders), offset })}`);
  if (!page) return;
  const rows = page.orders.map(orderRow);
  if (more) byId("order-rows").append(...rows);
  else fill(byId("order-rows"), rows);
  shownOrders = offset + rows.length;
  byId("order-none").hidden = shownOrders > 0;
  byId("order-more").hidden = !page.more;
}

const DANGEROUS = new Set(["reject", "revoke", "suspend"]);

function actionButton(order, action) {
  const act = async () => {
    const done = await call("POST", `/orders/${encodeURIComponent(order.id)}/actions`, { action });
    if (done) showOrder(done);
    await listOrders();
  };
  return make("button", { type: "button", class: DANGEROUS.has(action) && "danger", "data-action": action, onclick: act }, words(action));
}

function certificateCard(certificate) {
  return make(
    "details",
    {},
    make("summary", {}, certificate.subject || certificate.serial, certificate.revoked ? make("span", { class: "bad" }, " revoked") : ""),
    make(
      "dl",
      {},
      make("dt", {}, "Serial number"), make("dd", { class: "mono" }, certificate.serial),
      make("dt", {}, "Valid"), make("dd", {}, moment(certificate.not_before), " to ", moment(certificate.not_after)),
      certificate.revoked ? [make("dt", {}, "Revoked"), make("dd", {}, moment(certificate.revoked))] : [],
    ),
    make("pre", {}, [certificate.pem, ...certificate.chain].join("")),
  );
}

function timelineEntry(line) {
  return make("li", {}, moment(line.at), `${line.status.code} ${line.status.label}`, make("small", {}, ` · ${line.certificate.label} · ${words(line.stage)}`));
}

function showOrder(order) {
  selected = order.id;
  for (const row of byId("order-rows").children) row.setAttribute("aria-current", String(row.dataset.id === selected));
  const next = order.due ? [make("dt", {}, "Goes on"), make("dd", {}, moment(order.due))] : [];
  fill(
    byId("order"),
    make("h3", {}, `${caName(order.service)} order ${order.id}`),
    make(
      "dl",
      {},
      make("dt", {}, "Status"), make("dd", { class: tone(order) }, `${order.status.code} ${order.status.label}`),
      make("dt", {}, order.service === "gs" ? "Certificate" : "Advanced"), make("dd", {}, `${order.certificate.code} ${order.certificate.label}`),
      make("dt", {}, "Waits for"), make("dd", {}, order.stage === "done" ? "nothing" : words(order.stage)),
      next,
      make("dt", {}, "Placed with"), make("dd", {}, `${order.operation}, product ${order.product}, account ${order.account}`),
      order.reference ? [make("dt", {}, "Reference"), make("dd", {}, order.reference)] : [],
    ),
    order.actions.length
      ? make("div", { class: "buttons", role: "group", "aria-label": "Actions" }, order.actions.map((action) => actionButton(order, action)))
      : make("p", { class: "hint" }, "Nothing can be done to it now."),
    make("h3", {}, "Timeline"),
    make("ol", { class: "timeline" }, order.timeline.map(timelineEntry)),
    order.certificates.length ? [make("h3", {}, "Certificates"), ...order.certificates.map(certificateCard)] : "",
    order.mails.length ? [make("h3", {}, "Mails"), ...order.mails.map(mailCard)] : "",
    make("details", {}, make("summary", {}, "Request, without its secrets"), make("pre", {}, JSON.stringify(order.request, null, 2))),
  );
  byId("order").hidden = false;
}

// ---- Mails

function mailCard(mail) {
  return make(
    "details",
    { class: "card" },
    make("summary", {}, make("b", {}, mail.subject), make("span", {}, `to ${mail.to}`), moment(mail.sent), make("small", {}, `${caName(mail.service)}, ${mail.kind}, order ${mail.order}`)),
    make("pre", {}, mail.body),
  );
}

async function listMails() {
  const mails = await call("GET", `/mails?${query(byId("mail-filter"))}`);
  if (!mails) return;
  const newest = mails.reverse().slice(0, LONGEST_LIST);
  fill(byId("mail-list"), newest.length ? newest.map(mailCard) : make("p", { class: "none" }, "No mails."));
}

// ---- Calls

let stream;

function callCard(exchange) {
  const outcome = exchange.trouble ?? exchange.outcome;
  const good = !exchange.trouble && exchange.outcome === "accepted";
  return make(
    "details",
    { class: "card", "data-number": exchange.number },
    make(
      "summary",
      {},
      make("b", {}, exchange.operation || "no operation"),
      make("span", { class: good ? "good" : "bad" }, [outcome, ...exchange.codes].join(" ")),
      make("span", {}, exchange.account),
      moment(exchange.at),
      make("small", {}, `${caName(exchange.service)}, ${(exchange.micros / 1000).toFixed(1)} ms`),
    ),
    make("h3", {}, "Request"),
    make("pre", {}, exchange.request),
    make("h3", {}, "Answer"),
    make("pre", {}, exchange.response),
  );
}

function addCall(exchange, isNew) {
  const list = byId("call-list");
  const card = callCard(exchange);
  if (isNew) {
    card.classList.add("new");
    card.addEventListener("animationend", () => card.classList.remove("new"), { once: true });
  }
  list.prepend(card);
  while (list.children.length > LONGEST_LIST) list.lastElementChild.remove();
}

let refreshing;

async function listen() {
  const past = (await call("GET", "/exchanges")) ?? [];
  for (const exchange of past.slice(-LONGEST_LIST)) addCall(exchange, false);
  const after = past.at(-1)?.number ?? 0;
  stream = new EventSource(`/exchanges/stream?after=${after}`);
  stream.onopen = () => { byId("live").textContent = "live"; };
  stream.onerror = () => { byId("live").textContent = "not connected"; };
  stream.onmessage = (event) => {
    addCall(JSON.parse(event.data), true);
    // Many calls at once are one reason to look again.
    clearTimeout(refreshing);
    refreshing = setTimeout(refresh, 150);
  };
}

// ---- Validate

function finding(one, kind) {
  const place = one.line ? make("button", { type: "button", class: "link", onclick: () => byId(`line-${one.line}`)?.scrollIntoView({ block: "center" }) }, `line ${one.line}`) : "";
  const section = one.section ? `section ${one.section}` : "";
  const code = one.code ? `answered with ${one.code}` : "";
  const small = [one.rule ?? one.kind, section, code].filter(Boolean).join(" · ");
  return make("li", { class: kind }, one.path ? make("code", {}, one.path) : "", one.path ? " " : "", place, make("div", {}, one.message), make("small", {}, small));
}

function source(payload, verdict) {
  const hits = new Set([...verdict.violations, ...verdict.notes].map((one) => one.line));
  const lines = payload.split("\n");
  return make("ol", { class: "source", tabindex: "0", "aria-label": "The payload, with the lines of the findings marked" },
    lines.map((line, index) => make("li", { id: `line-${index + 1}`, class: hits.has(index + 1) && "hit" }, line || " ")));
}

async function validate(event) {
  event.preventDefault();
  const form = event.target;
  const payload = form.payload.value.replaceAll("\r\n", "\n");
  const how = new URLSearchParams();
  if (form.operation.value) how.set("operation", form.operation.value);
  if (form.strict.checked) how.set("strict", "true");
  const verdict = await call("POST", `/validate?${how}`, payload);
  if (!verdict) return;
  const named = [verdict.protocol && caName(verdict.protocol), verdict.operation, verdict.direction].filter(Boolean).join(" ");
  const errors = verdict.violations.length;
  const headline = verdict.error ?? (verdict.valid ? `Nothing wrong was found in this ${named}.` : `${errors} finding${errors === 1 ? "" : "s"} in this ${named}.`);
  fill(
    byId("verdict"),
    make("h3", { class: verdict.valid ? "good" : "bad", id: "headline" }, headline),
    make("ul", { class: "findings" },
      verdict.violations.map((one) => finding(one, one.severity === "error" ? "error" : "warning-finding")),
      verdict.notes.map((one) => finding(one, "note"))),
    errors || verdict.notes.length ? source(payload, verdict) : "",
  );
}

// ---- Reference

const references = {};

async function reference(service) {
  references[service] ??= await call("GET", `/reference/${service}`);
  return references[service];
}

const line = (label, value) => (value === undefined || value === "" || value?.length === 0 ? [] : [make("dt", {}, label), make("dd", {}, Array.isArray(value) ? value.join(", ") : String(value))]);

function elementTable(title, elements) {
  if (!elements.length) return "";
  const row = (element) => make("tr", {}, make("td", {}, element.path), make("td", {}, element.occurs), make("td", {}, element.limits, element.about ? make("div", { class: "hint" }, element.about) : ""), make("td", {}, element.section));
  return make("div", { class: "elements scroll" }, make("h3", {}, title), make("table", {}, make("thead", {}, make("tr", {}, ["Element", "How often", "What", "Section"].map((name) => make("th", {}, name)))), make("tbody", {}, elements.map(row))));
}

const SHOWS = {
  operations: (one) => ({
    title: one.name, about: one.title, side: `${one.effect}, section ${one.section}`,
    body: () => [make("p", {}, one.summary), elementTable("Request", one.request), elementTable("Response", one.response)],
  }),
  tables: (one) => ({
    title: one.name, about: `${one.codes.length} codes`, side: `section ${one.section}`,
    body: () => [
      make("p", {}, one.about),
      make("div", { class: "scroll" }, make("table", {},
        make("thead", {}, make("tr", {}, ["Code", "Label", ...one.columns].map((name) => make("th", {}, name)))),
        make("tbody", {}, one.codes.map((code) => make("tr", {}, [code.code, code.label, ...one.columns.map((name) => code[name] ?? "")].map((cell) => make("td", {}, cell))))))),
    ],
  }),
  errors: (one) => ({
    title: one.code, about: one.text, side: [one.class, one.method].filter(Boolean).join(", "),
    body: () => make("dl", {}, line("Cause", one.cause), line("Remedy", one.remedy), line("Section", one.section), line("Since", one.since), line("Until", one.until), line("Errata", one.errata)),
  }),
  rules: (one) => ({
    title: one.id, about: one.summary, side: `decided ${one.decided}`,
    body: () => make("dl", {}, line("Operations", one.operations), line("Codes", one.codes), line("Severity", one.severity), line("Section", one.section), line("Since", one.since), line("Until", one.until), line("Errata", one.errata)),
  }),
  errata: (one) => ({
    title: one.id, about: one.place, side: `${one.kind}, section ${one.section}`,
    body: () => make("dl", {}, line("Paper", one.paper), line("Reads", one.reads), line("Writes", one.writes), line("Why", one.why)),
  }),
  history: (one) => ({
    title: one.id, about: `${one.entries.length} changes`, side: one.date,
    body: () => make("ul", {}, one.entries.map((entry) => make("li", {}, make("small", {}, `${entry.kind} `), entry.subject, entry.was ? make("small", {}, ` (was ${entry.was})`) : ""))),
  }),
};

function referenceCard(kind, one) {
  const { title, about, side, body } = SHOWS[kind](one);
  const card = make("details", { class: "card" }, make("summary", {}, make("b", {}, title), make("span", {}, about), make("small", {}, side)));
  // The long part is made when somebody looks at it.
  card.addEventListener("toggle", () => { if (card.open && card.children.length === 1) card.append(...[body()].flat().filter(Boolean)); });
  return card;
}

async function listReference() {
  const form = byId("reference-filter");
  const data = await reference(form.service.value);
  if (!data) return;
  const kind = form.kind.value;
  const wanted = form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const all = data[kind];
  const fitting = all.filter((one) => {
    one.searched ??= JSON.stringify(one).toLowerCase();
    return wanted.every((word) => one.searched.includes(word));
  });
  byId("reference-count").textContent = `${data.title}, edition ${data.edition}: ${fitting.length} of ${all.length}`;
  fill(byId("reference-list"), fitting.map((one) => referenceCard(kind, one)));
}

async function listOperations() {
  const services = await call("GET", "/reference");
  const groups = (services ?? []).map((one) => make("optgroup", { label: caName(one.service) }, one.operations.map((name) => make("option", {}, name))));
  byId("operation").append(...groups);
}

// ---- Views

const VIEWS = { orders: listOrders, mails: listMails, calls: undefined, validate: undefined, reference: listReference };

function place() {
  const [view, detail] = location.hash.slice(1).split("/");
  return { view: view in VIEWS ? view : "orders", detail: detail && decodeURIComponent(detail) };
}

async function refresh() {
  const { view, detail } = place();
  if (view === "mails" || view === "orders") await VIEWS[view]();
  if (view === "orders" && detail) {
    const order = await call("GET", `/orders/${encodeURIComponent(detail)}`);
    if (order && place().detail === detail) showOrder(order);
  }
}

async function show() {
  const { view, detail } = place();
  for (const name of Object.keys(VIEWS)) byId(`view-${name}`).hidden = name !== view;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!detail) { selected = undefined; byId("order").hidden = true; }
  if (view === "reference") await listReference();
  else await refresh();
}

function start() {
  window.addEventListener("hashchange", show);
  byId("order-filter").addEventListener("submit", (event) => { event.preventDefault(); shownOrders = 0; listOrders(); });
  byId("order-more").addEventListener("click", () => listOrders(true));
  byId("mail-filter").addEventListener("submit", (event) => { event.preventDefault(); listMails(); });
  byId("validation").addEventListener("submit", validate);
  byId("reference-filter").addEventListener("input", listReference);
  byId("reference-filter").addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-advance]")) button.addEventListener("click", () => changeClock({ advance: button.dataset.advance }));
  byId("runs").addEventListener("click", () => changeClock({ runs: !clock?.runs }));
  byId("advance").addEventListener("submit", async (event) => {
    event.preventDefault();
    await changeClock({ advance: event.target.by.value });
  });
  setInterval(showClock, 250);
  call("GET", "/health").then((health) => {
    if (!health) return;
    byId("version").textContent = health.version;
    byId("gs-url").textContent = health.gs;
    byId("tbs-url").textContent = health.tbs;
  });
  call("GET", "/clock").then(take);
  listOperations();
  listen();
  show();
}

start();
