// Faint lines to draw over: GUIDES holds a few for each world, as SVG paths on 400 x 400. They are no part of the
// drawing and are never sent with it. On a blank sheet the first one shows; it stays when the child traces it, goes
// when the first stroke is something else, and the button brings the next one.

const GUIDE_SIDE = 400;
const TRACE_REACH = 26; // of GUIDE_SIDE; a child's line strays this far from the one below it
const TRACE_SHARE = 0.7; // of a stroke's points that must lie on the guide

const guide = find(".guide path");
let guideNumber = 0; // -1: none
let guideStays = false;

const guides = () => GUIDES[world] ?? [];
const guideShown = () => guideNumber in guides() && (isBlank() || guideStays);

function showGuide() {
  const shown = guideShown();
  const path = shown ? guides()[guideNumber] : "";
  if (guide.getAttribute("d") !== path) guide.setAttribute("d", path);
  desk.classList.toggle("guided", shown);
  act("guide").hidden = guides().length === 0;
  act("guide").setAttribute("aria-pressed", String(shown));
  askForExample();
}

function nextGuide() {
  if (guideShown()) guideNumber = guideNumber + 1 < guides().length ? guideNumber + 1 : -1;
  else guideNumber = Math.max(0, guideNumber);
  guideStays = true;
  showGuide();
}

function firstGuide() {
  guideStays = false;
  if (guideNumber > 0) guideNumber = 0; // a guide that was put away stays away in every world
  showGuide();
}

// Whether the first stroke on a sheet is drawn over the guide.
function heedGuide({ points }) {
  if (!guideShown() || guideStays) return;
  const length = guide.getTotalLength();
  const ways = Array.from({ length: Math.ceil(length / 8) }, (_, i) => guide.getPointAtLength(8 * i));
  const scale = GUIDE_SIDE / SIDE;
  const near = ([x, y]) => ways.some((way) => Math.hypot(x * scale - way.x, y * scale - way.y) < TRACE_REACH);
  guideStays = points.filter(near).length >= TRACE_SHARE * points.length;
}

// The guide alone as a drawing, for the example in the empty frame.
function guideAsDrawing() {
  const on = layer();
  on.scale(SIDE / GUIDE_SIDE, SIDE / GUIDE_SIDE);
  on.lineWidth = 5;
  on.lineCap = on.lineJoin = "round";
  on.stroke(new Path2D(guides()[guideNumber]));
  return on.canvas.toDataURL("image/png");
}
