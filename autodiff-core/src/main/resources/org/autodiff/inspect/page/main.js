// Panels, buttons and keys.
const $ = id => document.getElementById(id);
const TAPE_LINES = 18;
let timer = 0;

function go(k) {
  k = Math.max(0, Math.min(LAST, k));
  showStep(k);
  $("slider").value = k;
  $("count").textContent = `${k} / ${LAST}`;
  const step = stepAt(k), phases = { start: "Start", forward: "Forward", seed: "Backward", backward: "Backward", done: "Done" };
  $("phase").textContent = phases[step.phase];
  $("say").replaceChildren();
  for (const line of step.lines) { const p = document.createElement("p"); p.className = "rule"; writeLine(p, line); $("say").append(p); }
  const why = document.createElement("p");
  why.className = "why";
  why.textContent = step.remark || "";
  $("say").append(why);
  for (const id of ["first", "back1"]) $(id).disabled = k === 0;
  for (const id of ["next1", "last"]) $(id).disabled = k === LAST;
  if (k === LAST) play(false);
  showTape();
  showDetail();
  showQuiz();
}

function showTape() {
  const step = stepAt(graph.step), n = DATA.nodes.length, list = $("tape"), all = n <= TAPE_LINES;
  const middle = step.node >= 0 ? step.node : graph.step === 0 ? 0 : n - 1;
  const from = all ? 0 : Math.max(0, Math.min(n - 15, middle - 7)), to = all ? n : Math.min(n, from + 15);
  const item = (cells, kind) => { const li = document.createElement("li"); li.className = kind; cells.forEach(([text, c]) => { const s = document.createElement("span"); s.textContent = text; s.title = text; s.className = c; li.append(s); }); return li; };
  list.replaceChildren(item([["", ""], ["value", ""], ["adjoint", ""]], "head"));
  if (from > 0) list.append(item([[`… ${from} before`, ""]], "more"));
  for (let i = from; i < to; i++) {
    const node = DATA.nodes[i], g = gradientOf(i, graph.step), own = node.name === "%" + i ? "" : " " + node.name;
    const brief = x => x.norm ? "‖" + x.norm + "‖" : x.text;
    const text = OPERATION(node) ? `%${i}${own} = ${node.op} ${node.inputs.map(j => "%" + j).join(" ")}` : own.length > 6 ? `%${i} =${own}` : `%${i} = ${node.op}${own}`;
    const li = item([[text, ""], [knowsValue(i, graph.step) ? brief(node.value) : "·", "v"], [g ? (g.whole && node.adjoint ? brief(node.adjoint) : g.text) : "·", "g"]], i === step.node ? "now" : "");
    li.dataset.node = i;
    li.onclick = () => pick(i);
    list.append(li);
  }
  if (to < n) list.append(item([[`… ${n - to} more`, ""]], "more"));
}

function pick(node) {
  graph.picked = graph.picked === node ? -1 : node;
  showDetail();
  mark();
}

function showDetail() {
  $("detail").hidden = graph.picked < 0;
  if (graph.picked < 0) return;
  const i = graph.picked, node = DATA.nodes[i], k = graph.step, g = gradientOf(i, k), facts = $("facts");
  const rows = [["name", node.name], ["operation", node.op + (node.attrs ? " {" + node.attrs + "}" : "")], ["type", node.type], ["cost", node.cost], ["time", OPERATION(node) && !node.amounts[2] && "none: not noted, or a Scalar"], ["module", node.module], ["recorded at", node.source],
    ["derivative of", named(node.partners[0]), node.partners[0]], ["gradient node", named(node.partners[1]), node.partners[1]],
    ["value", knowsValue(i, k) ? node.value.text : "not yet"], ["", knowsValue(i, k) && node.value.facts], ["gradient", g ? g.text + (g.whole ? "" : " so far") : k === LAST ? "not computed" : "not yet"], ["", g && g.whole && node.adjoint && node.adjoint.facts]];
  facts.replaceChildren();
  for (const [name, text, partner] of rows) if (text) {
    const dt = document.createElement("dt"), dd = document.createElement("dd");
    dt.textContent = name;
    if (partner >= 0) dd.append(goes(partner, text)); else dd.textContent = text;
    dd.dir = "auto";
    dd.className = name === "value" ? "v" : name === "gradient" && g ? "g" : "";
    facts.append(dt, dd);
  }
}

/** A button that goes to a node. */
function goes(to, text) {
  const button = document.createElement("button");
  button.textContent = text;
  button.className = "goes";
  button.onclick = () => { graph.picked = to; showDetail(); reveal(to); draw(); };
  return button;
}

function named(i) {
  return i < 0 ? "" : DATA.nodes[i].name === "%" + i ? "%" + i : `${DATA.nodes[i].name} (%${i})`;
}

function showCosts() {
  const brief = DATA.costs.map(row => row.filter((_, k) => k !== 1 && k !== 6)), [heads, ...rows] = brief, timed = heads.length > 3;
  const flops = DATA.nodes.reduce((sum, node) => sum + node.amounts[1], 0);
  $("costs").hidden = rows.length < 2 || !timed && flops < 1000; // of numbers nobody asks
  if (timed) { const o = document.createElement("option"); o.value = 2; o.textContent = "time"; $("by").append(o); }
  const line = (cells, tag) => { const tr = document.createElement("tr"); cells.forEach((text, k) => { const cell = document.createElement(k ? tag : "th"); cell.textContent = text; cell.scope = k ? tag === "th" ? "col" : "" : tag === "th" ? "col" : "row"; if (!cell.scope) cell.removeAttribute("scope"); if (!k) cell.title = text; tr.append(cell); }); return tr; };
  $("table").append(line(heads, "th"), ...rows.map(r => line(r, "td")));
  $("untimed").textContent = DATA.costNote;
  $("by").onchange = e => { graph.by = Number(e.target.value); clear(); draw(); };
}

function play(on) {
  clearInterval(timer);
  timer = on ? setInterval(() => go(graph.step + 1), Number($("speed").value)) : 0;
  $("play").setAttribute("aria-pressed", on);
  $("play").textContent = on ? "Pause" : "Play";
}

function legend() {
  const shown = new Set(DATA.nodes.map(n => n.family)), names = { leaf: "leaf", constant: "constant", arithmetic: "arithmetic", function: "function", linear: "linear", reduction: "reduction", normalization: "normalization", window: "window", movement: "movement", loss: "loss" };
  for (const family of [...shown].sort((a, b) => a - b)) {
    const sample = DATA.nodes.reduce((least, n) => n.family === family && (!least || n.size[0] < least.size[0]) ? n : least, null), d = DATA.outlines[sample.outline], li = document.createElement("li");
    const [w, h] = sample.size, f = Math.min(34 / w, 22 / h), svg = el("svg", { width: 38, height: 26, viewBox: `${-19 / f} ${-13 / f} ${38 / f} ${26 / f}`, "aria-hidden": "true" }, el("path", { class: "shape " + DATA.families[family], d, "stroke-width": 1.5 / f }), el("path", { class: "tint " + DATA.families[family], d }));
    li.append(svg, names[DATA.families[family]]);
    $("legend").append(li);
  }
}

/** Unfolds from the outside in, all modules of a depth or none, while the picture stays small. */
function openFew() {
  const children = m => DATA.levels.right[m].boxes.filter(b => b[0] <= MODULE).length;
  let next = Object.keys(DATA.modules).map(Number).filter(m => DATA.modules[m].parent < 0), shown = children(TOP);
  while (next.length) {
    shown += next.reduce((sum, m) => sum + children(m) - 1, 0);
    if (shown > 24) return;
    next.forEach(m => graph.opened.add(m));
    next = Object.keys(DATA.modules).map(Number).filter(m => next.includes(DATA.modules[m].parent));
  }
}

function listen() {
  $("first").onclick = () => go(0);
  $("back1").onclick = () => go(graph.step - 1);
  $("next1").onclick = () => go(graph.step + 1);
  $("last").onclick = () => go(LAST);
  $("slider").max = LAST;
  $("slider").oninput = e => go(Number(e.target.value));
  $("play").onclick = () => { if (!timer && graph.step === LAST) go(0); play(!timer); };
  $("speed").onchange = () => { if (timer) play(true); };
  $("quiz").onclick = () => { play(false); setQuiz(!quiz.on); };
  $("ask").onsubmit = e => { e.preventDefault(); checkAnswer(); };
  $("show").onclick = showAnswer;
  $("fit").onclick = () => { fit(); draw(); };
  $("zoomIn").onclick = () => zoom(1.25);
  $("zoomOut").onclick = () => zoom(0.8);
  const modules = Object.keys(DATA.modules).map(Number);
  $("foldAll").hidden = $("unfoldAll").hidden = !modules.length;
  $("foldAll").onclick = () => { graph.opened.clear(); rearrange(); fit(); draw(); };
  $("unfoldAll").onclick = () => { modules.forEach(m => graph.opened.add(m)); rearrange(); fit(); draw(); };
  const act = target => { const t = target.closest("[data-kind]"); if (!t) return false; if (t.dataset.kind === "module") toggle(Number(t.dataset.number)); else pick(Number(t.dataset.number)); return true; };
  canvas.addEventListener("focusin", e => { if (e.target.dataset.kind === "node" && e.target.matches(":focus-visible")) { reveal(Number(e.target.dataset.number)); draw(); } });
  canvas.addEventListener("keydown", e => { if ((e.key === "Enter" || e.key === " ") && act(e.target)) { e.preventDefault(); e.stopPropagation(); } });
  addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT)$/.test(e.target.tagName) && !(e.target.type === "range" && /^Home|End$/.test(e.key))) return;
    const moves = { ArrowRight: 1, ArrowLeft: -1 }, zooms = { "+": 1.25, "=": 1.25, "-": 0.8, "−": 0.8 };
    if (moves[e.key]) go(graph.step + moves[e.key]);
    else if (e.key === "Home") go(0);
    else if (e.key === "End") go(LAST);
    else if (zooms[e.key]) zoom(zooms[e.key]);
    else if (e.key === "0") { fit(); draw(); }
    else if (e.key === " " && e.target.tagName !== "BUTTON") $("play").click();
    else return;
    e.preventDefault();
  });
  drag(act);
  addEventListener("resize", () => { if (directionNow() !== graph.direction) rearrange(); fit(); draw(); });
}

function drag(act) {
  const fingers = new Map();
  let moved = 0;
  canvas.addEventListener("pointerdown", e => { fingers.set(e.pointerId, [e.clientX, e.clientY]); moved = 0; });
  addEventListener("pointermove", e => {
    const before = fingers.get(e.pointerId);
    if (!before) return;
    const [dx, dy] = [e.clientX - before[0], e.clientY - before[1]];
    moved += Math.abs(dx) + Math.abs(dy);
    if (fingers.size === 2) {
      const [a, b] = [...fingers.values()], far = Math.hypot(a[0] - b[0], a[1] - b[1]);
      fingers.set(e.pointerId, [e.clientX, e.clientY]);
      const [c, d] = [...fingers.values()], r = canvas.getBoundingClientRect();
      zoom(Math.hypot(c[0] - d[0], c[1] - d[1]) / (far || 1), (c[0] + d[0]) / 2 - r.left, (c[1] + d[1]) / 2 - r.top);
      return;
    }
    fingers.set(e.pointerId, [e.clientX, e.clientY]);
    if (moved < 4) return;
    canvas.classList.add("moving");
    graph.x += dx;
    graph.y += dy;
    move();
  });
  const lift = e => { fingers.delete(e.pointerId); canvas.classList.remove("moving"); };
  addEventListener("pointerup", lift);
  addEventListener("pointercancel", lift);
  canvas.addEventListener("click", e => { if (moved < 4) act(e.target); });
  canvas.addEventListener("wheel", e => { e.preventDefault(); const r = canvas.getBoundingClientRect(); zoom(Math.exp(-e.deltaY / 500), e.clientX - r.left, e.clientY - r.top); }, { passive: false });
}

document.title = $("title").textContent = DATA.title;
const LTR = "\u2066", RTL_END = "\u2069"; // a name that is read from right to left does not turn what is around it
const MODULES = Object.keys(DATA.modules).length - (DATA.passes > 1 ? DATA.passes : 0);
$("summary").textContent = `${DATA.nodes.length} nodes` + (MODULES ? ` in ${MODULES} calls of modules` : "") + (DATA.passes > 1 ? `, ${DATA.passes} passes` : "") + (HAS_GRADIENTS ? ` · ${LTR}${DATA.nodes[DATA.root].name}${RTL_END} = ${DATA.nodes[DATA.root].value.text}` : " · gradients not computed");
openFew();
legend();
showCosts();
listen();
rearrange();
fit();
const asked = /^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : LAST <= 200 ? 0 : LAST;
go(asked);
