// Where things are: the layout of each module's inside is baked in with the modules in it folded; unfolding one stretches what is around it.
const RAW = document.getElementById("data").textContent, CUT = RAW.indexOf("\n\n");
const DATA = JSON.parse(RAW.slice(0, CUT));
/** What each step says, unread: a long tape opens in half the time. */
const STORY = RAW.slice(CUT + 2).split("\n");
const NODE = 0, MODULE = 1, ENTRY = 2, EXIT = 3, TOP = "-1";
const HEAD = 32, PAD = 14;

/** A monotone map that makes room: each interval [from, to] grows by extra. Slopes are at least 1, so nothing comes closer. */
function stretch(grown) {
  if (!grown.length) return x => x;
  const cuts = [...new Set(grown.flatMap(g => [g[0], g[1]]))].sort((a, b) => a - b), at = [cuts[0]], slopes = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    let slope = 1;
    for (const [from, to, extra] of grown) if (from <= cuts[i] && to >= cuts[i + 1]) slope = Math.max(slope, (to - from + extra) / (to - from));
    slopes.push(slope);
    at.push(at[i] + slope * (cuts[i + 1] - cuts[i]));
  }
  const n = cuts.length;
  return x => {
    if (x <= cuts[0]) return x;
    if (x >= cuts[n - 1]) return at[n - 1] + x - cuts[n - 1];
    let low = 0, high = n - 1;
    while (high - low > 1) { const mid = (low + high) >> 1; if (cuts[mid] <= x) low = mid; else high = mid; }
    return at[low] + slopes[low] * (x - cuts[low]);
  };
}

function boxOf(kind, number) {
  return kind === NODE ? DATA.nodes[number] : kind === MODULE ? DATA.modules[number] : null;
}

/** The inside of a module in coordinates of its own, with the opened modules in it unfolded. */
function arrange(module, opened, direction) {
  const level = DATA.levels[direction][module], right = direction === "right";
  const inner = level.boxes.map(([kind, number]) => kind === MODULE && opened.has(number) ? arrange(number, opened, direction) : null);
  const wide = [], tall = [];
  level.boxes.forEach(([kind, number, x, y], i) => {
    if (!inner[i]) return;
    const [w, h] = boxOf(kind, number).size, hook = hooked(level, i, inner[i], right);
    inner[i].hook = hook;
    wide.push(...grown(x, w, inner[i].width + 2 * PAD, right ? null : hook));
    tall.push(...grown(y, h, inner[i].height + HEAD + PAD, right ? hook : null));
  });
  const X = stretch(wide), Y = stretch(tall), width = X(level.size[0]), height = Y(level.size[1]);
  const boxes = [], wires = [], frames = [], ports = { in: new Map(), out: new Map() };
  const placed = level.boxes.map(([kind, number, x, y], i) => {
    const box = boxOf(kind, number), size = box ? box.size : [0, 0];
    const [w, h] = inner[i] ? [inner[i].width + 2 * PAD, inner[i].height + HEAD + PAD] : size;
    const hook = inner[i] && inner[i].hook;
    const place = { kind, number, x: inner[i] ? middle(X, x, size[0], w, right ? null : hook) : X(x), y: inner[i] ? middle(Y, y, size[1], h, right ? hook : null) : Y(y), w, h, inner: inner[i], base: [x, y] };
    if (kind === ENTRY) ports.in.set(number, right ? [0, place.y] : [place.x, 0]);
    else if (kind === EXIT) ports.out.set(number, right ? [width, place.y] : [place.x, height]);
    else if (inner[i]) {
      const dx = place.x - w / 2 + PAD, dy = place.y - h / 2 + HEAD;
      frames.push({ number, x: place.x, y: place.y, w, h }, ...inner[i].frames.map(f => ({ ...f, x: f.x + dx, y: f.y + dy })));
      boxes.push(...inner[i].boxes.map(b => ({ ...b, x: b.x + dx, y: b.y + dy })));
      wires.push(...inner[i].wires.map(w => shifted(w, dx, dy, inner[i], place, right)));
      place.origin = [dx, dy];
    } else if (kind === NODE || kind === MODULE) boxes.push(place);
    return place;
  });
  for (const wire of level.wires) {
    const [from, to] = wire.ends.map(i => placed[i]), p = wire.points, points = [], n = p.length / 2;
    for (let i = 0; i < n; i++) points.push([X(p[2 * i]), Y(p[2 * i + 1])]);
    points[0] = end(from, [p[0], p[1]], wire.datum, "out", right) || points[0];
    points[n - 1] = end(to, [p[2 * n - 2], p[2 * n - 1]], wire.datum, "in", right) || points[n - 1];
    const label = wire.label && beside(wire, points, X, Y, right);
    wires.push({ wire, points, label, enters: from.kind === ENTRY, leaves: to.kind === EXIT, tipped: to.kind !== EXIT && !to.inner, begins: from.kind !== ENTRY && !from.inner });
  }
  return { width, height, boxes, wires, frames, ports };
}

/** The wire by which an unfolded module hangs, so that it stays straight: where it was, and how far inside it is now. */
function hooked(level, box, inner, right) {
  for (const side of ["in", "out"]) for (const wire of level.wires) {
    const port = wire.ends[side === "in" ? 1 : 0] === box && inner.ports[side].get(wire.datum), p = wire.points;
    if (port) return { at: side === "in" ? p[p.length - (right ? 1 : 2)] : p[right ? 1 : 0], inside: right ? HEAD + port[1] : PAD + port[0] };
  }
  return null;
}

/** The intervals that grow where a box of some size around a place becomes larger. */
function grown(center, size, larger, hook) {
  const from = center - size / 2, to = center + size / 2;
  if (!hook) return [[from, to, Math.max(0, larger - size)]];
  return [[from, hook.at, Math.max(0, hook.inside - (hook.at - from))], [hook.at, to, Math.max(0, larger - hook.inside - (to - hook.at))]];
}

/** The middle of a box that has become larger. */
function middle(map, center, size, larger, hook) {
  return hook ? map(hook.at) - hook.inside + larger / 2 : (map(center - size / 2) + map(center + size / 2)) / 2;
}

/** A label keeps its distance from its wire. */
function beside(wire, points, X, Y, right) {
  const [x, y, w, h] = wire.label, along = right ? 0 : 1, before = [];
  for (let i = 0; i < wire.points.length; i += 2) before.push([wire.points[i], wire.points[i + 1]]);
  const to = right ? X(x) : Y(y), off = (right ? y : x) - across(before, right ? x : y, along), at = across(points, to, along) + off;
  return right ? [to, at, w, h] : [at, to, w, h];
}

/** Where a line that runs along an axis is on the other one. */
function across(points, at, along) {
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1], b = points[i];
    if (at <= b[along] || i === points.length - 1) {
      const span = b[along] - a[along], t = span ? Math.max(0, Math.min(1, (at - a[along]) / span)) : 0;
      return a[1 - along] + t * (b[1 - along] - a[1 - along]);
    }
  }
  return points[0][1 - along];
}

/** Where a wire touches a box that has moved or has been unfolded. */
function end(place, [x, y], datum, side, right) {
  if (!place.inner) return [place.x + x - place.base[0], place.y + y - place.base[1]];
  const port = place.inner.ports[side].get(datum), [dx, dy] = place.origin || [place.x - place.w / 2 + PAD, place.y - place.h / 2 + HEAD];
  if (!port) return null;
  const near = side === "in";
  return right ? [place.x + (near ? -place.w : place.w) / 2, port[1] + dy] : [port[0] + dx, place.y + (near ? -place.h : place.h) / 2];
}

/** A wire of an unfolded module in the coordinates around it; one that crosses the border is drawn up to it. */
function shifted(w, dx, dy, inner, place, right) {
  const points = w.points.map(([x, y]) => [x + dx, y + dy]);
  const first = points[0], last = points[points.length - 1];
  if (w.enters) points.unshift(right ? [place.x - place.w / 2, first[1]] : [first[0], place.y - place.h / 2]);
  if (w.leaves) points.push(right ? [place.x + place.w / 2, last[1]] : [last[0], place.y + place.h / 2]);
  return { ...w, points, enters: false, leaves: false, label: w.label && [w.label[0] + dx, w.label[1] + dy, w.label[2], w.label[3]] };
}

/** A line through points with rounded corners. */
function path(points) {
  let d = `M${points[0][0].toFixed(1)} ${points[0][1].toFixed(1)}`;
  for (let i = 1; i < points.length; i++) {
    const [x, y] = points[i], next = points[i + 1];
    if (!next) { d += `L${x.toFixed(1)} ${y.toFixed(1)}`; continue; }
    const [px, py] = points[i - 1], a = Math.hypot(x - px, y - py), b = Math.hypot(next[0] - x, next[1] - y), r = Math.min(14, a / 2, b / 2);
    if (r < 1) { d += `L${x.toFixed(1)} ${y.toFixed(1)}`; continue; }
    d += `L${(x - (x - px) / a * r).toFixed(1)} ${(y - (y - py) / a * r).toFixed(1)}Q${x.toFixed(1)} ${y.toFixed(1)} ${(x + (next[0] - x) / b * r).toFixed(1)} ${(y + (next[1] - y) / b * r).toFixed(1)}`;
  }
  return d;
}
