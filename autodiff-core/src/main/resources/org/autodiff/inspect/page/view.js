// The visible part of the graph: unfolding, zooming, moving. Only what can be seen is drawn, and from afar only outlines.
const canvas = document.getElementById("canvas"), view = document.getElementById("view");
const layers = Object.fromEntries(["frames", "wires", "boxes", "flows", "labels"].map(id => [id, document.getElementById(id)]));
const FAR = 0.3, MARGIN = 300, CELL = 600, MOST_CELLS = 20, PIECES = 200;
const graph = { opened: new Set(), scale: 1, x: 0, y: 0, step: 0, drawn: new Map(), far: false, picked: -1, by: -1, covered: null };

function directionNow() {
  return DATA.levels.down && canvas.clientWidth < 560 ? "down" : "right";
}

/** Computes all places anew, after modules have been folded or unfolded. */
function rearrange() {
  graph.direction = directionNow();
  const a = arrange(TOP, graph.opened, graph.direction);
  Object.assign(graph, { boxes: a.boxes, wires: a.wires, frames: a.frames, width: a.width, height: a.height });
  graph.at = new Map(a.boxes.map(b => [b.kind + "," + b.number, b]));
  graph.wires.forEach(w => {
    const xs = w.points.map(p => p[0]), ys = w.points.map(p => p[1]);
    w.bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  });
  graph.using = new Map();
  graph.wires.forEach(w => { for (let i = 0; i < w.wire.uses.length; i += 2) { const key = w.wire.uses[i] + "," + w.wire.uses[i + 1]; if (graph.using.has(key)) graph.using.get(key).push(w); else graph.using.set(key, [w]); } });
  graph.index = indexed(graph.width >= graph.height ? 0 : 1);
  clear();
  draw();
}

/** What lies in each interval of the longer axis, so that moving asks only what is near; what crosses many is asked always. */
function indexed(along) {
  const cells = new Map(), always = [];
  const put = (kind, thing, from, to) => {
    const first = Math.floor(from / CELL), last = Math.floor(to / CELL);
    if (last - first > MOST_CELLS) { always.push([kind, thing]); return; }
    for (let c = first; c <= last; c++) { if (cells.has(c)) cells.get(c).push([kind, thing]); else cells.set(c, [[kind, thing]]); }
  };
  for (const b of graph.boxes) { const at = along ? b.y : b.x, half = (along ? b.h : b.w) / 2; put("box", b, at - half, at + half); }
  for (const w of graph.wires) put("wire", w, w.bounds[along], w.bounds[2 + along]);
  return { along, cells, always };
}

function clear() {
  for (const id in layers) layers[id].replaceChildren();
  graph.drawn.clear();
  graph.covered = null;
  graph.most = graph.by < 0 ? 1 : graph.boxes.reduce((most, b) => Math.max(most, boxOf(b.kind, b.number)?.amounts?.[graph.by] || 0), 1);
}

/** The box that shows a node: its own, or the outermost folded module that it is in. */
function shownBox(node) {
  let found = graph.at.get(NODE + "," + node);
  for (let m = DATA.nodes[node].in; m >= 0 && !found; m = DATA.modules[m].parent) found = graph.at.get(MODULE + "," + m);
  return found;
}

function place() {
  view.setAttribute("transform", `translate(${graph.x.toFixed(1)} ${graph.y.toFixed(1)}) scale(${graph.scale.toFixed(4)})`);
}

/** What can be seen, in coordinates of the graph. */
function sight(margin) {
  const s = graph.scale, left = -graph.x / s, top = -graph.y / s;
  return [left - margin, top - margin, left + canvas.clientWidth / s + margin, top + canvas.clientHeight / s + margin];
}

/** After moving or zooming: while all that can be seen is drawn, nothing else changes. */
function move() {
  const seen = sight(0), had = graph.covered, far = graph.scale < FAR;
  const same = far === graph.far && (far ? layers.boxes.firstChild : had && seen[0] >= had[0] && seen[1] >= had[1] && seen[2] <= had[2] && seen[3] <= had[3]);
  if (same) place(); else draw();
}

function draw() {
  place();
  const far = graph.scale < FAR;
  if (far !== graph.far) { clear(); graph.far = far; }
  if (far) drawFar(); else drawNear();
  mark();
}

/** Outlines only, in pieces along the longer axis: the browser paints those that can be seen. */
function drawFar() {
  if (layers.boxes.firstChild) return;
  const along = graph.index.along, size = Math.max(along ? graph.height : graph.width, 1) / PIECES;
  const pieces = new Map(), piece = at => { const k = Math.floor(at / size); if (!pieces.has(k)) pieces.set(k, [[], []]); return pieces.get(k); };
  for (const w of graph.wires) piece((w.bounds[along] + w.bounds[2 + along]) / 2)[0].push("M" + w.points.map(p => p[0].toFixed(0) + " " + p[1].toFixed(0)).join("L"));
  for (const b of graph.boxes) piece(along ? b.y : b.x)[1].push(`M${(b.x - b.w / 2).toFixed(0)} ${(b.y - b.h / 2).toFixed(0)}h${b.w}v${b.h}h${-b.w}z`);
  for (const [wires, boxes] of pieces.values()) {
    if (wires.length) layers.wires.append(el("path", { class: "farwire", d: wires.join("") }));
    if (boxes.length) layers.boxes.append(el("path", { class: "far", d: boxes.join("") }));
  }
  layers.frames.append(...graph.frames.map(f => el("rect", { class: "frame", x: f.x - f.w / 2, y: f.y - f.h / 2, width: f.w, height: f.h, rx: 10 })));
}

function drawNear() {
  const [left, top, right, bottom] = graph.covered = sight(MARGIN), { along, cells, always } = graph.index;
  const keep = new Set();
  const show = (thing, inside, layer, make) => {
    if (!inside) return;
    keep.add(thing);
    if (!graph.drawn.has(thing)) { const e = make(); graph.drawn.set(thing, e); layer.append(e); }
  };
  for (const f of graph.frames) show(f, f.x + f.w / 2 > left && f.x - f.w / 2 < right && f.y + f.h / 2 > top && f.y - f.h / 2 < bottom, layers.frames, () => drawFrame(f));
  const look = ([kind, thing]) => {
    if (kind === "box") { const b = thing; show(b, b.x + b.w / 2 > left && b.x - b.w / 2 < right && b.y + b.h / 2 > top && b.y - b.h / 2 < bottom, layers.boxes, () => drawBox(b)); return; }
    const w = thing, inside = w.bounds[2] > left && w.bounds[0] < right && w.bounds[3] > top && w.bounds[1] < bottom;
    show(w, inside, layers.wires, () => drawWire(w));
    if (w.label) show(w.label, inside, layers.labels, () => drawLabel(w, graph.step));
  };
  always.forEach(look);
  for (let c = Math.floor((along ? top : left) / CELL); c <= Math.floor((along ? bottom : right) / CELL); c++) (cells.get(c) || []).forEach(look);
  for (const [thing, e] of graph.drawn) if (!keep.has(thing)) { e.remove(); graph.drawn.delete(thing); }
}

/** Marks what the step is about: the box, and what flows. */
function mark() {
  layers.flows.replaceChildren();
  for (const e of layers.boxes.querySelectorAll(".now, .picked")) e.classList.remove("now", "picked");
  const step = stepAt(graph.step), right = graph.direction === "right";
  markPartners();
  const active = step.node >= 0 ? shownBox(step.node) : null, picked = graph.picked >= 0 ? graph.at.get(NODE + "," + graph.picked) : null;
  if (picked) graph.drawn.get(picked)?.classList.add("picked");
  if (!active) return;
  graph.drawn.get(active)?.classList.add("now");
  const backward = step.phase === "backward", inputs = backward ? (step.input >= 0 ? [step.input] : []) : step.phase === "forward" ? DATA.nodes[step.node].inputs.map((_, k) => k) : [];
  for (const k of inputs) for (const w of graph.using.get(step.node + "," + k) || []) layers.flows.append(drawFlow(w, backward, right));
}

/** Links a node that was picked with its gradient on the tape, and with what it is a derivative of. */
function markPartners() {
  for (const e of layers.boxes.querySelectorAll(".partner")) e.classList.remove("partner");
  const from = graph.picked >= 0 && shownBox(graph.picked);
  if (!from || graph.far) return;
  for (const partner of DATA.nodes[graph.picked].partners) {
    const to = partner >= 0 && shownBox(partner);
    if (!to || to === from) continue;
    graph.drawn.get(to)?.classList.add("partner");
    const bend = graph.direction === "right" ? [0, -40] : [-40, 0];
    layers.flows.append(el("path", { class: "link", d: `M${from.x} ${from.y}Q${(from.x + to.x) / 2 + bend[0]} ${(from.y + to.y) / 2 + bend[1]} ${to.x} ${to.y}` }));
  }
}

/** Shows the state after another step; brings it into sight if it is outside. */
function showStep(k) {
  graph.step = k;
  for (const w of graph.wires) if (w.label && graph.drawn.has(w.label)) { const e = drawLabel(w, k); graph.drawn.get(w.label).replaceWith(e); graph.drawn.set(w.label, e); }
  follow();
  draw();
}

function follow() {
  const step = stepAt(graph.step);
  if (step.node >= 0) reveal(step.node);
}

/** Moves the picture so that a node is in sight. */
function reveal(node) {
  const box = shownBox(node);
  if (!box) return;
  const x = graph.x + box.x * graph.scale, y = graph.y + box.y * graph.scale, w = canvas.clientWidth, h = canvas.clientHeight, edge = Math.min(90, w / 5, h / 5);
  if (x < edge || x > w - edge) graph.x += w / 2 - x;
  if (y < edge || y > h - edge) graph.y += h / 2 - y;
}

function fit() {
  const w = canvas.clientWidth, h = canvas.clientHeight;
  const whole = Math.min(w / graph.width, h / graph.height), least = Math.min(0.9, Math.max(0.6, w / 900));
  graph.scale = Math.max(least, Math.min(1.3, whole));
  const wide = graph.width * graph.scale, tall = graph.height * graph.scale;
  graph.x = wide <= w ? (w - wide) / 2 : 0;
  graph.y = tall <= h ? (h - tall) / 2 : 0;
  if (whole < least) {
    const first = graph.boxes.reduce((a, b) => (graph.direction === "right" ? b.x < a.x : b.y < a.y) ? b : a, graph.boxes[0]);
    if (graph.direction === "right" && tall > h) graph.y = h / 2 - first.y * graph.scale;
    if (graph.direction === "down" && wide > w) graph.x = w / 2 - first.x * graph.scale;
    follow();
  }
}

function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const scale = Math.max(0.01, Math.min(3, graph.scale * factor)), f = scale / graph.scale;
  Object.assign(graph, { scale, x: x - (x - graph.x) * f, y: y - (y - graph.y) * f });
  move();
}

/** Folds or unfolds a module; what has been touched stays where it is. */
function toggle(number) {
  const opens = !graph.opened.has(number);
  const before = opens ? graph.at.get(MODULE + "," + number) : graph.frames.find(f => f.number === number);
  const corner = before && [graph.x + (before.x - before.w / 2) * graph.scale, graph.y + (before.y - before.h / 2) * graph.scale];
  if (opens) graph.opened.add(number); else graph.opened.delete(number);
  rearrange();
  const after = opens ? graph.frames.find(f => f.number === number) : graph.at.get(MODULE + "," + number);
  if (corner && after) {
    graph.x = corner[0] - (after.x - after.w / 2) * graph.scale;
    graph.y = corner[1] - (after.y - after.h / 2) * graph.scale;
    draw();
  }
  const again = canvas.querySelector(`[data-kind="module"][data-number="${number}"]`);
  if (again) again.focus({ preventScroll: true });
}
