// Which stage: three.js where the machine draws in three dimensions by itself, else our own dots.

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;

async function openStage() {
  const canvas = make("canvas", { "aria-hidden": "true" });
  stage.prepend(canvas);
  painter = drawsByItself() ? await openStage3d(canvas, fileAddress(THREE)).catch(() => null) : null;
  if (!painter) {
    const plain = make("canvas", { "aria-hidden": "true" }); // one that WebGL has touched can do nothing else
    canvas.replaceWith(plain);
    painter = openStage2d(plain);
  }
  stage.dataset.stage = painter.kind;
  paintStage();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(paintStage));
  holdCamera(stage, () => {});
}

// Without a graphics processor a browser works three dimensions out by itself, slower than our dots do.
function drawsByItself() {
  const probe = document.createElement("canvas").getContext("webgl2");
  if (!probe) return false;
  const known = probe.getExtension("WEBGL_debug_renderer_info");
  const renderer = probe.getParameter(known ? known.UNMASKED_RENDERER_WEBGL : probe.RENDERER);
  probe.getExtension("WEBGL_lose_context")?.loseContext();
  return !SOFTWARE.test(renderer);
}

function paintStage() {
  const style = getComputedStyle(stage);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  painter.paint({ floor: colour("floor"), edge: colour("edge"), ring: colour("ring"), shade: colour("shade") });
}

// Files of the page that the server hands out as they are.
function fileAddress(path) {
  return new URL(`gradio_api/file=${path}`, document.baseURI).href;
}
