// The reader says the next number and is told.
const quiz = { on: false, right: 0, asked: 0, tried: false };

function readNumber(text) {
  const plain = text.trim().replace(/\s/g, "").replace(/[−–]/g, "-").replace(",", ".").replace(/^\+/, "");
  if (/^nan$/i.test(plain)) return "NaN";
  if (/^-?(inf|infinity|∞)$/i.test(plain)) return plain[0] === "-" ? "−∞" : "∞";
  const parts = plain.split("/");
  if (!parts[0] || parts.length > 2 || parts.some(p => p === "")) return null;
  const x = parts.length === 2 ? Number(parts[0]) / Number(parts[1]) : Number(plain);
  return Number.isFinite(x) ? x : null;
}

/** Half a percent either way: four digits are shown. */
function isRight(given, answer) {
  return typeof answer === "string" || typeof given === "string" ? given === answer : Math.abs(given - answer) <= Math.max(0.005 * Math.abs(answer), 1e-9);
}

/** The step that is asked for: the next one, if its result is a number. */
function askedStep() {
  const next = stepAt(graph.step + 1);
  return quiz.on && next && next.answer !== undefined ? next : null;
}

function showQuiz() {
  const ask = document.getElementById("ask"), next = askedStep();
  ask.hidden = !quiz.on;
  if (!quiz.on) return;
  document.getElementById("question").textContent = next ? next.question : graph.step === LAST ? "That was all." : "The next step has no single number; go on.";
  for (const id of ["answer", "check", "show"]) document.getElementById(id).disabled = !next;
  document.getElementById("answer").value = "";
  quiz.tried = false;
}

function verdict(text, kind) {
  const v = document.getElementById("verdict");
  v.textContent = text;
  v.className = kind;
  document.getElementById("score").textContent = quiz.asked ? `${quiz.right} of ${quiz.asked} right at once` : "";
}

function checkAnswer() {
  const next = askedStep(), input = document.getElementById("answer");
  if (!next) return;
  const given = readNumber(input.value);
  if (given === null) { verdict("Type a number, as −2, 0.25 or 1/4.", "wrong"); return; }
  const right = isRight(given, next.answer);
  if (!quiz.tried) { quiz.asked++; quiz.right += right ? 1 : 0; }
  quiz.tried = true;
  if (right) { go(graph.step + 1); verdict("Right.", "right"); input.focus(); return; }
  verdict("Not " + input.value.trim() + ". " + (next.phase === "forward" ? "Put in the values above the wires." : next.remark || "Multiply what arrives by the local derivative."), "wrong");
  input.select();
}

function showAnswer() {
  const next = askedStep();
  if (!next) return;
  if (!quiz.tried) quiz.asked++;
  go(graph.step + 1);
  verdict("", "");
}

function setQuiz(on) {
  quiz.on = on;
  Object.assign(quiz, { right: 0, asked: 0 });
  const button = document.getElementById("quiz");
  button.setAttribute("aria-pressed", on);
  verdict("", "");
  if (on && graph.step === LAST) go(0); else showQuiz();
  if (on) document.getElementById("answer").focus();
}
