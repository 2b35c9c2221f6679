// How busy the machine is: a small meter for the processor, the memory, the disk and each GPU.

const METERS = {
  load: "M8 8h8v8H8zM5 5h14v14H5zM9 2v3M15 2v3M9 19v3M15 19v3M2 9h3M2 15h3M19 9h3M19 15h3",
  memory: "M3 7h18v9H3zM7 7v9M11 7v9M15 7v9M6 16v3M10 16v3M14 16v3M18 16v3",
  disk: "M4 6c0-4 16-4 16 0v12c0 4-16 4-16 0zM4 6c0 4 16 4 16 0M4 12c0 4 16 4 16 0",
};

function showMachine({ cores, load, memory, memory_used: used, disk_free: free, gpus }) {
  const meters = [
    meter("load", load / 100, percent(load / 100), fill("training_load", { n: cores })),
    meter("memory", used / memory, size(used), fill("training_memory_of", { all: size(memory) })),
    meter("disk", null, size(free), say("training_disk_free")),
    ...gpus.map((gpu) => meter("load", gpu.load / 100, `${percent(gpu.load / 100)} · ${size(gpu.memory_used)}`, gpu.name)),
  ];
  find(".shop-machine").replaceChildren(...meters);
}

function meter(kind, share, text, label) {
  const bar = make("i");
  if (share !== null) bar.style.width = `${100 * Math.min(1, share)}%`;
  const one = make("div", { class: "shop-meter", title: label }, icon(METERS[kind]), make("span", { class: "shop-hidden" }, label), make("b", {}, text), make("u", { "aria-hidden": "true" }, bar));
  if (share === null) one.lastChild.hidden = true;
  one.classList.toggle("full", share !== null && share > 0.9);
  return one;
}
