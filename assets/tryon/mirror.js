// The mirror: Gradio's ImageSlider with the photo before and after. It is filled in the browser (`window.fiveDoorsMirror`
// is read by the events "hang" and "slide" of tabs/tryon.py), so that no photo is written anywhere. A range beside it makes
// it usable by keys and screen readers, which it is not by itself.

const [NARROWEST, WIDEST] = [0.6, 1]; // width to height of the mirror
const RESTING = 0; // per cent from the left where the slider stands: all of the result is seen

const range = over.querySelector("input");
const frame = () => find("#fitting-mirror");

window.fiveDoorsMirror = { pair: null, position: RESTING };

function hang(before, after) {
  window.fiveDoorsMirror.pair = [before, after].map((url) => ({ path: "", url }));
  element.classList.add("peopled");
  element.classList.toggle("dressed", before !== after);
  trigger("hang");
}

function slideTo(position) {
  window.fiveDoorsMirror.position = position;
  range.value = position;
  trigger("slide");
}

// The handle may have been dragged since: it cuts the picture on top.
function readPosition() {
  const top = frame()?.querySelectorAll("img")[1];
  const cut = /([\d.]+)%/.exec(top?.style.clipPath ?? "");
  if (cut) range.value = Number(cut[1]);
}

// Without this, ImageSlider zooms on every wheel and touch, and the page could not be scrolled from the picture.
function leaveScrolling(event) {
  if (event.target.closest?.("#fitting-mirror .content")) event.stopPropagation();
}

function shapeMirror({ width, height }) {
  element.style.setProperty("--ratio", Math.min(WIDEST, Math.max(NARROWEST, width / height)));
}
