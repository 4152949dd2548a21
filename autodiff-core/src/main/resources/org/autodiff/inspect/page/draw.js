// Draws boxes, wires and labels. Names come in as text only, never as markup.
const SVG = "http://www.w3.org/2000/svg";

function el(name, attributes, ...children) {
  const e = document.createElementNS(SVG, name);
  for (const key in attributes) if (attributes[key] !== undefined) e.setAttribute(key, attributes[key]);
  for (const child of children) if (child !== null) e.append(child);
  return e;
}

function familyOf(node) {
  return DATA.families[node.family];
}

function drawBox(place) {
  const module = place.kind === MODULE, box = boxOf(place.kind, place.number), family = module ? "" : familyOf(box);
  const d = DATA.outlines[box.outline], leaf = family === "leaf" && box.label.length <= 3, symbol = !leaf && box.label.length <= 2 && family === "arithmetic";
  const g = el("g", { class: "box " + (module ? "module" : "node"), transform: `translate(${place.x.toFixed(1)} ${place.y.toFixed(1)})`,
    role: "button", tabindex: "0", "data-kind": module ? "module" : "node", "data-number": place.number, "aria-label": describe(place) });
  if (!module && (box.value.bad || box.adjoint && box.adjoint.bad)) g.classList.add("bad");
  if (module) { g.setAttribute("aria-expanded", "false"); g.append(el("path", { class: "stack", d, transform: "translate(4 4)" })); }
  g.append(el("path", { class: "shape " + family, d }));
  if (!module) g.append(el("path", { class: "tint " + family, d }));
  if (graph.by >= 0) g.append(drawCost(place, box));
  const two = !!box.detail;
  g.append(el("text", { class: "name" + (leaf ? " leaf-name" : symbol ? " symbol" : ""), y: two ? -8 : 0 }, module ? "▸ " + box.label : box.label));
  if (two) g.append(el("text", { class: "small", y: 12 }, box.detail));
  return g;
}

/** A bar along the lower edge, as long as the share of the costliest box that is shown. */
function drawCost(place, box) {
  const share = box.amounts[graph.by] / graph.most;
  return el("rect", { class: "cost", x: -place.w / 2 + 8, y: place.h / 2 - 7, height: 4, rx: 2, width: share > 0 ? Math.max(1.5, share * (place.w - 16)) : 0 });
}

function describe(place) {
  if (place.kind === MODULE) { const m = DATA.modules[place.number]; return `module ${m.path}, ${m.nodes} nodes, folded${graph.by >= 0 ? ", " + m.cost : ""}`; }
  const n = DATA.nodes[place.number];
  const bad = n.value.bad || n.adjoint && n.adjoint.bad ? ", not finite" : "";
  return (OPERATION(n) ? `${n.name}: ${n.op} of ${n.inputs.map(i => DATA.nodes[i].name).join(", ")}` : `${n.op} ${n.name}`) + bad + (graph.by >= 0 ? ", " + n.cost : "");
}

function drawFrame(frame) {
  const m = DATA.modules[frame.number], x = frame.x - frame.w / 2, y = frame.y - frame.h / 2;
  const head = el("g", { class: "head", role: "button", tabindex: "0", "aria-expanded": "true", "aria-label": `module ${m.path}, ${m.nodes} nodes, unfolded`, "data-kind": "module", "data-number": frame.number },
    el("rect", { x: x + 4, y: y + 4, width: Math.min(frame.w - 8, 40 + 9 * m.label.length), height: HEAD - 8, rx: 6 }),
    el("text", { x: x + 12, y: y + 21 }, "▾ " + m.label));
  return el("g", {}, el("rect", { class: "frame", x, y, width: frame.w, height: frame.h, rx: 10 }), head);
}

function drawWire(w) {
  return el("path", { class: "wire" + (w.tipped ? " tipped" : ""), d: path(w.points) });
}

/** The label of a wire after a step: the value above, the gradient below. */
function drawLabel(w, k) {
  const node = DATA.nodes[w.wire.datum], [x, y, , height] = w.label, g = el("g", { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });
  const known = knowsValue(w.wire.datum, k), gradient = gradientOn(w.wire, k), bars = node.value.bars || node.value.level;
  if (bars) g.append(el("text", { class: "type", y: -height / 2 + 10 }, node.type));
  if (known) g.append(node.value.bars ? el("path", { class: "vbar", d: node.value.bars }) : el("text", { class: "val", y: -8, "data-value": w.wire.datum }, node.value.level || node.value.text));
  if (gradient.kind === "waits") g.append(el("text", { class: "none", y: 22 }, gradient.text));
  if (gradient.kind === "known") g.append(gradient.of.bars ? el("path", { class: "gbar", d: gradient.of.bars }) : el("text", { class: "gra", y: 22, "data-gradient": w.wire.datum }, gradient.of.level || gradient.of.text));
  return g;
}

/** What flows along a wire in this step, beside it. */
function drawFlow(w, backward, right) {
  const points = backward ? [...w.points].reverse() : w.points, shift = backward ? (right ? "translate(0 4.5)" : "translate(4.5 0)") : undefined;
  return el("path", { class: "flow" + ((backward ? w.begins : w.tipped) ? " tipped" : "") + (backward ? "" : " fore"), d: path(points), transform: shift });
}
