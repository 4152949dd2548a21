"use strict";
const $ = id => document.getElementById(id);
const LABELS = ["x", "y", "x²", "y²", "xy", "sin 3x", "sin 3y"];
let state = null;
let own = [];
let running = false;
let busy = Promise.resolve();

LABELS.forEach((label, i) => {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.value = label;
  box.checked = i < 2;
  const l = document.createElement("label");
  l.append(box, label);
  $("features").append(l);
});

function say(text) {
  $("message").textContent = text;
}

/** One request after the other; an error of the server is shown and ends a run. */
function ask(path, body) {
  busy = busy.then(async () => {
    let answer;
    try {
      answer = await fetch(path, { method: "POST", body: JSON.stringify(body) });
    } catch (e) {
      throw new Error("the server does not answer; is it still running?");
    }
    const json = await answer.json();
    if (json.error) {
      throw new Error(json.error);
    }
    say("");
    return json;
  }).catch(e => {
    say(e.message);
    run(false);
    return null;
  });
  return busy;
}

function settings() {
  return {
    data: $("data").value,
    noise: Number($("noise").value),
    samples: Number($("samples").value),
    features: [...$("features").querySelectorAll("input:checked")].map(b => b.value),
    layers: $("layers").value.trim() === "" ? [] : $("layers").value.split(",").map(Number),
    activation: $("activation").value,
    rate: Number($("rate").value),
    penalty: $("penalty").value,
    strength: Number($("strength").value),
    batchSize: Number($("batchSize").value),
    seed: Number($("seed").value),
    points: own
  };
}

async function reset() {
  run(false);
  if ($("data").value === "own" && own.length === 0) {
    say("Add points first: click into the plane, or type them.");
    state = null;
    $("own").textContent = "0 points";
    draw();
    return;
  }
  const answer = await ask("trainings", settings());
  if (answer) {
    state = answer;
    $("tape").href = "trainings/" + state.id + "/tape";
    $("java").href = "trainings/" + state.id + "/TrainedNetwork.java";
    $("safetensors").href = "trainings/" + state.id + "/network.safetensors";
    draw();
  }
}

async function learn(steps) {
  await busy; // a training that is just begun
  if (!state) {
    return;
  }
  const answer = await ask("trainings/" + state.id + "/steps", { steps });
  if (answer) {
    state = { ...state, ...answer };
    if (state.lost) {
      run(false);
      say("The loss is no number any more: the learning rate is too high. Lower it, then Reset.");
    }
    draw();
  }
}

function run(on) {
  running = on;
  $("run").textContent = on ? "Pause" : "Run";
  $("run").setAttribute("aria-pressed", String(on));
}

async function loop() {
  while (running) {
    await learn(20);
    await new Promise(requestAnimationFrame);
  }
}

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function mix(p) {
  // from orange over grey to blue, dark or light as the page is
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const zero = dark ? [92, 56, 20] : [250, 205, 160];
  const one = dark ? [24, 58, 100] : [165, 205, 245];
  return zero.map((z, i) => Math.round(z + (one[i] - z) * p));
}

function drawPlane() {
  const canvas = $("plane");
  const c = canvas.getContext("2d");
  const size = canvas.width;
  c.clearRect(0, 0, size, size);
  const reach = state ? state.reach : 1.1;
  if (state) {
    const n = state.side;
    const image = new ImageData(n, n);
    state.probabilities.forEach((p, i) => {
      const [r, g, b] = mix(p === null ? 0.5 : p);
      image.data.set([r, g, b, 255], 4 * i);
    });
    const small = document.createElement("canvas");
    small.width = small.height = n;
    small.getContext("2d").putImageData(image, 0, 0);
    c.imageSmoothingEnabled = true;
    c.drawImage(small, 0, 0, size, size);
  }
  const at = v => (v / reach + 1) / 2 * size;
  const dot = (x, y, label, hollow) => {
    c.beginPath();
    if (label) {
      c.rect(at(x) - 3, at(-y) - 3, 6, 6);
    } else {
      c.arc(at(x), at(-y), 3.4, 0, 7);
    }
    c.strokeStyle = c.fillStyle = color(label ? "--one" : "--zero");
    if (hollow) { c.stroke(); } else { c.fill(); }
  };
  if (state) {
    state.test[0].forEach((x, i) => dot(x, state.test[1][i], state.test[2][i], true));
    state.train[0].forEach((x, i) => dot(x, state.train[1][i], state.train[2][i], false));
  } else {
    own.forEach(([x, y, label]) => dot(x, y, label, false));
  }
}

function drawCurve() {
  const canvas = $("curve");
  const c = canvas.getContext("2d");
  c.clearRect(0, 0, canvas.width, canvas.height);
  if (!state) {
    return;
  }
  const most = Math.max(0.1, ...state.trainLosses.filter(v => v !== null), ...state.testLosses.filter(v => v !== null));
  const line = (values, dash) => {
    c.beginPath();
    c.setLineDash(dash);
    values.forEach((v, i) => {
      const x = 6 + (canvas.width - 12) * (values.length < 2 ? 0 : i / (values.length - 1));
      const y = canvas.height - 6 - (canvas.height - 12) * (v === null ? 1 : v / most);
      if (i === 0) { c.moveTo(x, y); } else { c.lineTo(x, y); }
    });
    c.strokeStyle = color("--ink");
    c.lineWidth = 1.6;
    c.stroke();
  };
  line(state.trainLosses, []);
  line(state.testLosses, [5, 4]);
}

function drawNet() {
  const svg = $("net");
  svg.replaceChildren();
  if (!state) {
    return;
  }
  const width = 320;
  const height = 220;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const sizes = [state.features.length, ...state.layers, 1];
  const place = (layer, unit) => [
    34 + (width - 68) * layer / (sizes.length - 1),
    height * (unit + 1) / (sizes[layer] + 1)
  ];
  const put = (name, attributes, text) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [k, v] of Object.entries(attributes)) {
      e.setAttribute(k, v);
    }
    if (text !== undefined) {
      e.textContent = text;
    }
    svg.append(e);
    return e;
  };
  for (let l = 0; l + 1 < sizes.length; l++) {
    const w = state.weights[2 * l];
    const largest = Math.max(1e-9, ...w.map(v => Math.abs(v ?? 0)));
    w.forEach((v, k) => {
      const [x1, y1] = place(l, k % sizes[l]);
      const [x2, y2] = place(l + 1, Math.floor(k / sizes[l]));
      const e = put("line", {
        x1, y1, x2, y2,
        stroke: color(v < 0 ? "--zero" : "--one"),
        "stroke-width": (0.3 + 4 * Math.abs(v ?? 0) / largest).toFixed(2),
        "stroke-dasharray": v < 0 ? "5 3" : "none"
      });
      e.append(document.createElementNS("http://www.w3.org/2000/svg", "title"));
      e.firstChild.textContent = "weight " + (v === null ? "no number" : v.toPrecision(4));
    });
  }
  sizes.forEach((n, l) => {
    for (let u = 0; u < n; u++) {
      const [cx, cy] = place(l, u);
      put("circle", { cx, cy, r: n > 12 ? 4 : 8, fill: color("--card"), stroke: color("--ink") });
      if (l === 0) {
        put("text", { x: cx - 12, y: cy + 4, "text-anchor": "end", "font-size": 11, fill: color("--ink") }, state.features[u]);
      }
    }
  });
}

function draw() {
  drawPlane();
  drawCurve();
  drawNet();
  const last = values => {
    const v = values[values.length - 1];
    return v === null ? "no number" : v.toFixed(4);
  };
  $("steps").textContent = state ? state.steps : 0;
  $("trainLoss").textContent = state ? last(state.trainLosses) : "";
  $("testLoss").textContent = state ? last(state.testLosses) : "";
  $("trainErrors").textContent = state ? state.trainErrors + " of " + state.trainSize : "";
  $("testErrors").textContent = state ? state.testErrors + " of " + state.testSize : "";
  $("own").textContent = own.length + " points";
  if (state && state.rule) {
    const [before, gradient, rate, after] = state.rule.map(v => v === null ? "no number" : Number(v.toPrecision(5)));
    $("rule").textContent = `w₁₁ ← ${before} − ${rate} · (${gradient}) = ${after}`;
  } else {
    $("rule").textContent = "w ← w − rate · ∂loss/∂w";
  }
}

/** Rows of x, y and class, 0 or 1, parted by commas, semicolons or spaces; a line without numbers first is a heading. */
function use(text) {
  const lines = text.split(/\r?\n/).map(l => l.trim()).filter(l => l !== "");
  const rows = lines.map(l => l.split(/[,;\s]+/).map(Number));
  if (rows.length > 1 && rows[0].some(Number.isNaN)) {
    rows.shift();
    lines.shift();
  }
  const bad = rows.findIndex(r => r.length !== 3 || r.some(Number.isNaN) || (r[2] !== 0 && r[2] !== 1));
  if (bad >= 0 || rows.length === 0) {
    say(rows.length === 0 ? "There are no rows: a row is x, y, class." : `Row "${lines[bad].slice(0, 40)}" is not x, y and a class of 0 or 1.`);
    return;
  }
  const far = Math.max(...rows.flatMap(r => [Math.abs(r[0]), Math.abs(r[1])]));
  const factor = far > 1 ? 1 / far : 1; // the plane ends there
  own = rows.map(r => [r[0] * factor, r[1] * factor, r[2]]);
  $("data").value = "own";
  reset().then(() => { if (factor < 1) { say(`Coordinates are divided by ${far}, so that the plane shows them.`); } });
}

function add(x, y, label) {
  own.push([x, y, label]);
  $("data").value = "own";
  reset();
}

$("run").onclick = () => { run(!running); loop(); };
$("step").onclick = () => learn(1);
$("reset").onclick = reset;
$("add").onclick = () => add(Number($("px").value), Number($("py").value), Number($("pc").value));
$("clear").onclick = () => { own = []; $("data").value = "own"; reset(); };
$("use").onclick = () => use($("rows").value);
$("file").onchange = async () => {
  const file = $("file").files[0];
  if (file) {
    use(await file.slice(0, 1000000).text());
  }
};
$("plane").onclick = e => {
  const box = $("plane").getBoundingClientRect();
  const reach = state ? state.reach : 1.1;
  const x = (2 * (e.clientX - box.left) / box.width - 1) * reach;
  const y = (1 - 2 * (e.clientY - box.top) / box.height) * reach;
  add(Number(x.toFixed(3)), Number(y.toFixed(3)), Number($("pc").value));
};
$("break").onclick = async () => {
  if (!state) {
    return;
  }
  $("verdict").textContent = "checking …";
  $("report").textContent = "";
  const answer = await ask("trainings/" + state.id + "/check", { fault: $("fault").value, layer: Number($("layer").value) });
  $("verdict").textContent = answer ? answer.broken + ": " + answer.verdict : "";
  $("report").textContent = answer ? answer.report : "";
};
for (const id of ["data", "samples", "noise", "batchSize", "layers", "activation", "rate", "penalty", "strength", "seed"]) {
  $(id).onchange = reset;
}
$("features").onchange = reset;
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
fetch("first").then(answer => answer.json()).then(first => {
  for (const name of ["batchSize", "rate", "seed"]) {
    $(name).value = first[name];
  }
  if (first.points.length > 0) {
    own = first.points;
    $("data").value = "own";
  }
}).catch(() => say("the server does not answer; is it still running?")).then(reset);
