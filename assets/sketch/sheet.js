// The sheet of the drawing desk. Gradio runs these files, joined to one script by tabs/sketch.py, with `element` (the
// room) and `server` (open_room, paint, read_picture).
// The drawing is a list of marks, each drawn again from its points, so that undo and redo are exact and nothing is
// lost when a tool, the language or the size of the window changes. What lies on no mark is transparent.

const SIDE = 512; // px of the sheet, whatever its size on the screen
const CRAYON = 0.5; // opacity; the painter takes what is half transparent as a wish for a colour, and as no line
const CRAYON_AT_MOST = 140; // of 255; more of it is a line

const find = (selector) => element.querySelector(selector);
const act = (name) => find(`[data-act=${name}]`);
const desk = find(".desk");
const sheet = find(".sheet canvas");
const paper = sheet.getContext("2d", { willReadFrequently: true }); // it is read for each painting
// Crayon lies under the pen as a layer of its own: scribbled over itself it grows no darker, and no line drowns in it.
const lines = layer();
const crayons = layer();
const wet = layer(); // the stroke under the hand
const mixed = layer();
const LAYERS = { pen: [lines], crayon: [crayons], eraser: [lines, crayons] };

// {kind: "stroke", tool, colour, mirrored, points: [[x, y, width], ...]}, or {kind: "page", image}: a new page, blank
// where `image` is null, else with {lines, crayons} on it.
let marks = [];
let undone = [];
let stroke = null; // the mark under the hand, and the hand

function layer() {
  return Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE }).getContext("2d");
}

function redraw() {
  wipe();
  marks.slice(pageStart()).forEach(drawMark);
  show();
}

function wipe() {
  for (const on of [lines, crayons, wet]) on.clearRect(0, 0, SIDE, SIDE);
}

function drawMark(mark) {
  if (mark.kind === "stroke") {
    drawStroke(mark);
    return;
  }
  wipe();
  if (!mark.image) return;
  lines.drawImage(mark.image.lines, 0, 0);
  crayons.drawImage(mark.image.crayons, 0, 0);
}

// One width is one path, which has no seams. A stylus changes the width on its way, so its stroke is many.
function drawStroke(mark) {
  const { points, tool } = mark;
  const even = points.every(([, , width]) => width === points[0][2]);
  points.forEach((_, i) => even || drawPart(mark, i, LAYERS[tool]));
  const [x, y, width] = points.at(-1);
  draw(mark, width, LAYERS[tool], (on) => {
    if (even) points.forEach((_, i) => tracePart(on, points, i));
    else on.moveTo(...middle(points.at(-2), points.at(-1)));
    on.lineTo(x, y);
  });
}

function drawPart(mark, i, onto) {
  const from = mark.points[Math.max(0, i - 2)];
  draw(mark, mark.points[i][2], onto, (on) => {
    on.moveTo(...(i < 2 ? from : middle(from, mark.points[i - 1])));
    tracePart(on, mark.points, i);
  });
}

// What the point i completes: a dot, or a curve between the middles of two stretches.
function tracePart(on, points, i) {
  const [x, y] = points[Math.max(0, i - 1)];
  if (i === 0) on.arc(x, y, 0.01, 0, 2 * Math.PI);
  else on.quadraticCurveTo(x, y, ...middle(points[i - 1], points[i]));
}

const middle = ([ax, ay], [bx, by]) => [(ax + bx) / 2, (ay + by) / 2];

function draw({ tool, colour, mirrored }, width, onto, trace) {
  for (const on of onto) {
    on.globalCompositeOperation = tool === "eraser" ? "destination-out" : "source-over";
    on.strokeStyle = colour;
    on.lineWidth = width;
    on.lineCap = on.lineJoin = "round";
    for (const way of mirrored ? [1, -1] : [1]) {
      on.setTransform(way, 0, 0, 1, way === 1 ? 0 : SIDE, 0);
      on.beginPath();
      trace(on);
      on.stroke();
    }
    on.resetTransform();
    on.globalCompositeOperation = "source-over";
  }
}

function show() {
  const colouring = stroke?.mark.tool === "crayon";
  paper.clearRect(0, 0, SIDE, SIDE);
  paper.globalAlpha = CRAYON;
  paper.drawImage(colouring ? mix(crayons, wet) : crayons.canvas, 0, 0);
  paper.globalAlpha = 1;
  paper.drawImage(lines.canvas, 0, 0);
  if (!colouring) paper.drawImage(wet.canvas, 0, 0);
  const blank = isBlank();
  desk.classList.toggle("blank", blank && !stroke);
  act("undo").disabled = marks.length === 0;
  act("redo").disabled = undone.length === 0;
  act("new").disabled = blank;
  act("another").disabled = !hasLines();
  showGuide();
}

function mix(...layers) {
  mixed.clearRect(0, 0, SIDE, SIDE);
  for (const one of layers) mixed.drawImage(one.canvas, 0, 0);
  return mixed.canvas;
}

const pageStart = () => Math.max(0, marks.findLastIndex((mark) => mark.kind === "page"));
const holds = (...tools) => marks.slice(pageStart()).some((mark) => mark.image || tools.includes(mark.tool));
const isBlank = () => !holds("pen", "crayon");
const hasLines = () => holds("pen");

function add(mark) {
  marks.push(mark);
  undone = [];
  wet.clearRect(0, 0, SIDE, SIDE);
  if (mark.tool === "eraser") redraw(); // it has rubbed piece by piece while the hand moved; now it is one path
  else drawMark(mark);
  changed();
}

function changed() {
  show();
  hush();
  const strokes = marks.slice(pageStart()).filter(({ tool }) => tool === "pen" || tool === "crayon").length;
  announce("drawn", { strokes, blank: isBlank() });
  if (hasLines()) askForPicture();
  else forgetPicture();
  if (strokes && !hasLines()) complain("crayon_alone");
}

function undo() {
  if (stroke || marks.length === 0) return;
  undone.push(marks.pop());
  redraw();
  changed();
}

function redo() {
  if (stroke || undone.length === 0) return;
  marks.push(undone.pop());
  redraw();
  changed();
}

function newPage() {
  if (!stroke && !isBlank()) add({ kind: "page", image: null });
}

// A drawing that comes as one picture, as the two layers that it was: what is half transparent was crayon, except for
// the soft rim of a line.
function unfold(image) {
  const whole = layer();
  const soft = layer();
  whole.drawImage(image, 0, 0, SIDE, SIDE);
  const all = whole.getImageData(0, 0, SIDE, SIDE);
  const crayon = soft.createImageData(SIDE, SIDE);
  const opaque = all.data.map((value, i) => (i % 4 === 3 ? value : 0));
  const isLine = (i) => opaque[i] > CRAYON_AT_MOST;
  const row = 4 * SIDE;
  const around = [-row - 4, -row, -row + 4, -4, 4, row - 4, row, row + 4];
  for (let i = 3; i < opaque.length; i += 4) {
    if (opaque[i] === 0 || isLine(i) || around.some((step) => isLine(i + step))) continue;
    crayon.data.set(all.data.subarray(i - 3, i), i - 3);
    crayon.data[i] = Math.min(255, Math.round(opaque[i] / CRAYON));
    all.data[i] = 0;
  }
  whole.putImageData(all, 0, 0);
  soft.putImageData(crayon, 0, 0);
  return { lines: whole.canvas, crayons: soft.canvas };
}

// What others on the page may hear: the game around the drawing.
function announce(name, detail) {
  desk.dispatchEvent(new CustomEvent(`five-doors-${name}`, { detail }));
}
