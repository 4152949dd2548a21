// What is known after each step.
const LAST = STORY.length - 1, PHASES = ["start", "forward", "seed", "backward", "done"];
const HAS_GRADIENTS = DATA.root >= 0;
const OPERATION = node => node.family > 1; // leaves and constants come first
const SEED = DATA.steps.findIndex((p, i) => i % 3 === 0 && PHASES[p] === "seed") / 3;
/** The step at which a value is computed, by node; leaves are known from the start. */
const VALUE_AT = new Map();
/** The steps at which something arrives at a node, ascending. */
const SUMS_AT = new Map();
/** The step of an edge, by "reader,input". */
const EDGE_AT = new Map();
for (let k = 0; k <= LAST; k++) {
  const [phase, node, input] = [PHASES[DATA.steps[3 * k]], DATA.steps[3 * k + 1], DATA.steps[3 * k + 2]];
  if (phase === "forward") VALUE_AT.set(node, k);
  if (phase === "seed") SUMS_AT.set(node, [k]);
  if (phase === "backward" && input >= 0) {
    const to = DATA.nodes[node].inputs[input];
    EDGE_AT.set(node + "," + input, k);
    if (SUMS_AT.has(to)) SUMS_AT.get(to).push(k); else SUMS_AT.set(to, [k]);
  }
}

/** A step with what it says; undefined behind the last one. */
function stepAt(k) {
  if (k > LAST) return undefined;
  const step = JSON.parse(STORY[k]);
  return { ...step, phase: PHASES[DATA.steps[3 * k]], node: DATA.steps[3 * k + 1], input: DATA.steps[3 * k + 2], remark: DATA.remarks[step.remark] };
}

function knowsValue(node, k) {
  return !VALUE_AT.has(node) || VALUE_AT.get(node) <= k;
}

/** The gradient of a node so far: text, and whether all branches have arrived; null where nothing has. */
function gradientOf(node, k) {
  const n = DATA.nodes[node], at = SUMS_AT.get(node);
  if (!at) return n.adjoint && (k === LAST || !HAS_GRADIENTS) ? { text: n.adjoint.text, whole: true } : null;
  let last = -1;
  for (const step of at) if (step <= k) last = step;
  return last < 0 ? null : { text: stepAt(last).sum, whole: last === at[at.length - 1] };
}

/** What stands below a wire. */
function gradientOn(wire, k) {
  const node = DATA.nodes[wire.datum];
  if (DATA.families[node.family] === "constant") return { kind: "nothing" };
  const own = wire.gradient || node.adjoint;
  if (!HAS_GRADIENTS) return node.adjoint ? { kind: "known", of: own } : { kind: "waits", text: "not computed" };
  let steps = [];
  for (let i = 0; i < wire.uses.length; i += 2) { const at = EDGE_AT.get(wire.uses[i] + "," + wire.uses[i + 1]); if (at !== undefined) steps.push(at); }
  if (!wire.uses.length && SUMS_AT.has(wire.datum)) steps = SUMS_AT.get(wire.datum);
  if (!steps.length) return k === LAST && node.adjoint && !wire.uses.length ? { kind: "known", of: own } : k === LAST ? { kind: "waits", text: "not computed" } : { kind: k >= SEED ? "waits" : "nothing", text: "not yet" };
  if (Math.max(...steps) <= k && own) return { kind: "known", of: own };
  return k >= SEED ? { kind: "waits", text: "not yet" } : { kind: "nothing" };
}

/** Fills an element with a line of a step: values and gradients in their colours. */
function writeLine(element, line) {
  for (const part of line.split(/(?=[\uE000\uE001])|(?<=\uE002)/)) {
    const kind = part[0] === "\uE000" ? "v" : part[0] === "\uE001" ? "g" : "";
    const text = part.replace(/[\uE000-\uE002]/g, "");
    if (!kind) { element.append(text); continue; }
    const span = document.createElement("span");
    span.className = kind;
    span.textContent = text;
    element.append(span);
  }
}
