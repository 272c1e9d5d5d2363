// The page: what is asked goes to the contract as JSON, what comes back is shown. No other host is ever spoken to.

const $ = (id) => document.getElementById(id);
const ASKED = ["pre", "act", "loss", "adjoint", "gradient", "update"];
const SIGNS = { right: ["✓ right", "good"], "right-rounded": ["✓ right", "good"], follows: ["→ follows from an earlier slip", "fair"], wrong: ["✗ wrong", "bad"] };

let exercise = { name: "" };
let lines = [];
let shown = 0;
let latest = 0;

async function ask(call, request) {
  const response = await fetch(`api/${call}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  return response.json();
}

// -- documents ----------------------------------------------------------------------------------

// A strict policy allows no style in the text of a page: alignment becomes a class, widths are set one by one.
// In the text of a document quotation marks are escaped: what is replaced is an attribute.
function put(place, html) {
  const text = html.replaceAll(' style="', ' data-style="');
  const parsed = new DOMParser().parseFromString(`<body>${text}</body>`, "text/html");
  const widths = [];
  for (const element of parsed.querySelectorAll("[data-style]")) {
    const style = element.dataset.style;
    delete element.dataset.style;
    const align = /text-align: (right|center)/.exec(style);
    if (align) element.classList.add(align[1][0]);
    const width = /(?:^|[ ;])(?:min-)?width: ([\d.]+)(%|ch)/.exec(style);
    if (width) widths.push([element, width[1] + width[2]]);
  }
  place.replaceChildren(...parsed.body.childNodes);
  for (const [element, width] of widths) element.style.width = width;
}

// -- the exercise -------------------------------------------------------------------------------

async function choose(request) {
  const turn = ++latest;
  const found = await ask("exercise", request);
  if (turn !== latest) return;
  $("fault").textContent = found.error ?? found.notes.join(" ");
  if (found.error) return;
  exercise = { ...request, units: found.units, connections: found.connections };
  $("title").textContent = found.title;
  put($("drawing"), found.drawing);
  $("conventions").replaceChildren(...found.conventions.map((each) => element("li", each)));
  if (document.activeElement !== $("toml")) $("toml").value = found.toml;
  const calculated = await ask("lines", request);
  if (turn !== latest) return;
  lines = calculated.lines ?? [];
  if (calculated.error) $("fault").textContent = calculated.error;
  shown = 0;
  $("lines").replaceChildren();
  next();
  gaps();
  for (const id of ["marked", "document", "saved", "filled"]) $(id).replaceChildren();
  refresh();
}

function element(kind, html) {
  const made = document.createElement(kind);
  put(made, html);
  return made;
}

let waiting;
$("toml").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => choose({ toml: $("toml").value }), 400);
});
$("exercise").addEventListener("change", () => choose({ name: $("exercise").value }));

// -- step by step -------------------------------------------------------------------------------

const calculated = () => lines.filter((line) => line.formula);

function next() {
  const line = calculated()[shown];
  if (!line) return;
  shown += 1;
  const same = line.formula === line.numbers ? [line.formula] : [line.formula, line.numbers];
  const sides = [line.label, ...same, line.result];
  const item = element("li", sides.filter((side, i) => side !== sides[i - 1]).join(" = "));
  item.tabIndex = 0;
  item.dataset.line = line.name;
  for (const event of ["mouseenter", "focus"]) item.addEventListener(event, () => light(line));
  for (const event of ["mouseleave", "blur"]) item.addEventListener(event, () => light());
  $("lines").append(item);
  $("next").disabled = $("all").disabled = shown === calculated().length;
}

// The drawing and the lines above show what a line uses.
function light(line) {
  const used = new Set(line ? line.uses : []);
  const about = lines.filter((each) => line && (each.name === line.name || used.has(each.name)));
  for (const item of $("lines").children) {
    item.classList.toggle("used", used.has(item.dataset.line));
    item.classList.toggle("here", item.dataset.line === line?.name);
  }
  const units = new Set(about.flatMap((each) => [each.unit, each.name]));
  const weights = new Set(about.map((each) => each.name));
  if (line?.wrt) weights.add(line.wrt);
  $("drawing").querySelectorAll("circle").forEach((circle, i) => circle.classList.toggle("lit", units.has(exercise.units[i])));
  $("drawing").querySelectorAll("svg > line").forEach((edge, i) => edge.classList.toggle("lit", weights.has(exercise.connections[i])));
}

$("next").addEventListener("click", () => { next(); light(calculated()[shown - 1]); });
$("all").addEventListener("click", () => { while (shown < calculated().length) next(); });
$("again").addEventListener("click", () => { shown = 0; $("lines").replaceChildren(); next(); });

// -- a sheet to be filled in --------------------------------------------------------------------

function gaps() {
  const hint = $("hint").value;
  const before = Object.fromEntries([...$("gaps").querySelectorAll("input")].map((input) => [input.name, input.value]));
  $("gaps").replaceChildren(
    ...calculated().filter((line) => ASKED.includes(line.kind)).map((line) => {
      const row = document.createElement("tr");
      const input = Object.assign(document.createElement("input"), { type: "text", name: line.name, value: before[line.name] ?? "", autocomplete: "off" });
      input.setAttribute("aria-label", line.name);
      input.setAttribute("inputmode", "decimal");
      const cell = document.createElement("td");
      cell.append(input);
      const verdict = document.createElement("td");
      row.append(element("td", line.label), element("td", hint === "none" ? "" : line[hint]), cell, verdict);
      return row;
    }),
  );
}

$("hint").addEventListener("change", gaps);
$("sheet").addEventListener("submit", async (event) => {
  event.preventDefault();
  const inputs = [...$("gaps").querySelectorAll("input")];
  const text = inputs.filter((input) => input.value.trim()).map((input) => `${input.name} = ${input.value}`).join("\n");
  if (!text) { $("filled").textContent = "Nothing is filled in yet."; return; }
  const found = await ask("check", { ...about(), pages: [{ name: "sheet.txt", text }], hide: true });
  $("filled").textContent = found.error ?? found.said;
  const rows = Object.fromEntries((found.rows ?? []).map((row) => [row.name, row]));
  for (const input of inputs) {
    const row = rows[input.name];
    const [said, kind] = row ? SIGNS[row.verdict] ?? [row.verdict, "open"] : ["", "open"];
    const verdict = input.closest("tr").lastElementChild;
    verdict.className = kind;
    verdict.textContent = row?.mistake ? `${said}: ${row.mistake.title}. ${row.mistake.message}` : said;
  }
});

const about = () => (exercise.toml ? { toml: exercise.toml } : { name: exercise.name });

// -- answers ------------------------------------------------------------------------------------

async function pageOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return { name: file.name, base64: btoa(text) };
}

async function mark(files) {
  const pages = await Promise.all([...files].map(pageOf));
  if ($("text").value.trim()) pages.unshift({ name: "answers.txt", text: $("text").value });
  if (!pages.length) { $("marked").textContent = "Nothing has been handed in yet."; return; }
  $("marked").textContent = "…";
  const found = await ask("check", { ...about(), pages, hide: $("hide").checked });
  if (found.error) $("marked").textContent = found.error;
  else put($("marked"), found.html);
}

$("answers").addEventListener("submit", (event) => { event.preventDefault(); mark($("files").files); });
for (const kind of ["dragover", "dragleave", "drop"]) {
  $("mark").addEventListener(kind, (event) => {
    event.preventDefault();
    $("mark").classList.toggle("over", kind === "dragover");
    if (kind === "drop") mark(event.dataTransfer.files);
  });
}

// -- solution, files ----------------------------------------------------------------------------

async function refresh() {
  if ($("solution").hidden || $("document").childNodes.length || !(exercise.name || exercise.toml)) return;
  $("document").textContent = "…";
  const found = await ask("solution", { ...about(), show: $("show").value });
  if (found.error) $("document").textContent = found.error;
  else put($("document"), found.html);
}

$("show").addEventListener("change", () => { $("document").replaceChildren(); refresh(); });

$("wanted").addEventListener("submit", async (event) => {
  event.preventDefault();
  const what = event.submitter?.name ?? "format";
  $("saved").textContent = "…";
  const found = await ask("download", { ...about(), [what]: $(what).value });
  $("saved").textContent = found.error ?? `Saved: ${found.files.map((file) => file.name).join(", ")}`;
  for (const file of found.files ?? []) {
    const bytes = Uint8Array.from(atob(file.base64), (letter) => letter.charCodeAt(0));
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([bytes])), download: file.name.split("/").pop() });
    link.click();
    URL.revokeObjectURL(link.href);
  }
});

// -- tabs ---------------------------------------------------------------------------------------

const tabs = [...document.querySelectorAll('[role="tab"]')];

function open(tab) {
  for (const each of tabs) {
    each.setAttribute("aria-selected", each === tab);
    each.tabIndex = each === tab ? 0 : -1;
    $(each.getAttribute("aria-controls")).hidden = each !== tab;
  }
  refresh();
}

tabs.forEach((tab, i) => {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const other = tabs[(i + step + tabs.length) % tabs.length];
    open(other);
    other.focus();
  });
});

open(tabs[0]);
const known = await ask("exercises", {});
const options = (found) => found.map((each) => new Option(each.title, each.name));
$("exercise").replaceChildren(...options(known.exercises));
$("format").replaceChildren(...options(known.formats));
$("target").replaceChildren(...options(known.targets));
$("quiz").replaceChildren(...options(known.quizzes));
$("format").value = "pdf";
$("exercise").value = "mazur";
await choose({ name: "mazur" });
