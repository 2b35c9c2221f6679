// The points of the dog over its photo: left limbs warm, right limbs cool, as engines/dogs/drawing.py draws them. Points
// below the wanted certainty are hollow. Everything is drawn in pixels of the screen, so that names can be read.

const INK = "#2B2A33";
const PALE = "#FFF9EF";
const COLOURS = { left: ["#FF8A5B", "#E0A526"], right: ["#6C7BE8", "#3FA796"] }; // before, behind
const BEHIND = /hip|knee|back_paw/;
const LETTERS = 14; // px

const bones = find(".kennel-bones");
const photoImage = find(".kennel-photo");
const sureness = find("input[name=sure]");

let photo = null; // {url, width, height}
let points = []; // [x, y, score] in the photo's pixels, in the order of POINTS
let named = false;

function colourOf(name) {
  const [side] = name.split("_");
  return side in COLOURS ? COLOURS[side][Number(BEHIND.test(name))] : PALE;
}

// From the photo's pixels to those of the screen: the photo is as large as the frame lets it be, in the middle.
function placement() {
  const { clientWidth: wide, clientHeight: high } = bones;
  const scale = Math.min(wide / photo.width, high / photo.height);
  return { scale, left: (wide - photo.width * scale) / 2, top: (high - photo.height * scale) / 2 };
}

function showPoints() {
  const sure = Number(sureness.value);
  find("output").textContent = percent(sure);
  bones.replaceChildren();
  if (!photo || points.length === 0) {
    bones.setAttribute("aria-hidden", "true");
    return;
  }
  const { scale, left, top } = placement();
  const dots = points.map(([x, y, score], k) => ({
    x: left + (x + 0.5) * scale,
    y: top + (y + 0.5) * scale,
    sure: score >= sure,
    score,
    name: POINTS[k],
  }));
  const unit = lineWidth(dots);
  const limbs = LIMBS.map(([a, b]) => [dots[a], dots[b]]).filter(([a, b]) => a.score > 0 && b.score > 0);
  // All rims first, so that none cuts through a limb.
  for (const [a, b] of limbs) if (a.sure && b.sure) line2(a, b, INK, 2 * unit, 0.6);
  for (const [a, b] of limbs) {
    const both = a.sure && b.sure;
    line2(a, b, limbColour(a.name, b.name), both ? unit : 0.6 * unit, both ? 1 : 0.5);
  }
  for (const dot of dots) if (dot.score > 0) drawDot(dot, unit);
  if (named) nameDots(dots.filter((dot) => dot.sure), unit);
  const seen = dots.filter((dot) => dot.sure).length;
  bones.removeAttribute("aria-hidden");
  bones.setAttribute("aria-label", say("dog_points").replace("{seen}", seen));
}

function lineWidth(dots) {
  const extent = (axis) => Math.max(...dots.map((dot) => dot[axis])) - Math.min(...dots.map((dot) => dot[axis]));
  const size = Math.max(bones.clientWidth, bones.clientHeight);
  return Math.max(1.2, Math.min(size / 130, Math.max(extent("x"), extent("y")) / 35));
}

// That of its far end; light between the two sides and along the middle.
function limbColour(start, end) {
  const [one, other] = [start, end].map((name) => name.split("_")[0]);
  return one !== other && one in COLOURS && other in COLOURS ? PALE : colourOf(end);
}

function line2(a, b, colour, width, opacity) {
  const ends = { x1: a.x, y1: a.y, x2: b.x, y2: b.y };
  draw("line", { ...ends, stroke: colour, "stroke-width": width, "stroke-linecap": "round", opacity });
}

function drawDot({ x, y, sure, score, name }, unit) {
  const colour = colourOf(name);
  const place = { cx: x, cy: y };
  const group = draw("g", { "data-point": name, "data-sure": sure });
  if (sure) {
    draw("circle", { ...place, r: 2.1 * unit, fill: INK }, group);
    draw("circle", { ...place, r: 1.8 * unit, fill: PALE }, group);
    draw("circle", { ...place, r: 1.2 * unit, fill: colour === PALE ? INK : colour }, group);
  } else {
    draw("circle", { ...place, r: 1.6 * unit, fill: "none", stroke: INK, "stroke-width": 1.1 * unit, opacity: 0.6 }, group);
    draw("circle", { ...place, r: 1.6 * unit, fill: "none", stroke: colour, "stroke-width": 0.7 * unit }, group);
  }
  draw("title", {}, group).textContent = `${say(`point_${name}`)} ${percent(score)}`;
}

// The name of each point beside it, where it covers no other name and few other points.
function nameDots(dots, unit) {
  const taken = dots.map(({ x, y }) => [x - 2 * unit, y - 2 * unit, x + 2 * unit, y + 2 * unit]);
  for (const { x, y, name } of dots) {
    const group = draw("g", { class: "kennel-name" });
    const back = draw("rect", { fill: PALE, opacity: 0.88, rx: LETTERS * 0.7 }, group);
    const text = draw("text", { fill: INK, "font-size": LETTERS, "font-weight": 600 }, group);
    text.textContent = say(`point_${name}`);
    const [wide, high] = [text.getBBox().width + LETTERS * 0.8, LETTERS * 1.4];
    const [px, py] = freePlace(x, y, wide, high, 2.6 * unit, taken);
    taken.push([px, py, px + wide, py + high]);
    for (const [key, value] of Object.entries({ x: px, y: py, width: wide, height: high })) back.setAttribute(key, value);
    text.setAttribute("x", px + LETTERS * 0.4);
    text.setAttribute("y", py + LETTERS * 1.05);
  }
}

const WAYS = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]];

function freePlace(x, y, wide, high, gap, taken) {
  const { clientWidth, clientHeight } = bones;
  let best = null;
  for (const far of [1, 2.5]) {
    for (const [across, down] of WAYS) {
      const middleX = x + across * (wide / 2 + gap * far);
      const middleY = y + down * (high / 2 + gap * far);
      const left = Math.max(0, Math.min(clientWidth - wide, middleX - wide / 2));
      const top = Math.max(0, Math.min(clientHeight - high, middleY - high / 2));
      const covered = taken.reduce((sum, box) => sum + shared(box, [left, top, left + wide, top + high]), 0);
      if (!best || covered < best.covered) best = { covered, at: [left, top] };
    }
  }
  return best.at;
}

function shared(a, b) {
  const wide = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const high = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return Math.max(0, wide) * Math.max(0, high);
}

function draw(tag, attributes, onto = bones) {
  const one = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  onto.append(one);
  return one;
}

function takeNames() {
  named = !named;
  act("names").setAttribute("aria-pressed", String(named));
  showPoints();
}
