// What the visitor wants to see: breeds, sizes, coats. A change asks at once; the search itself leaves the others out.

const MOST_BREEDS = 24; // chips that are shown; more are found by their first letters

const filters = { breeds: new Set(), sizes: new Set(), colours: new Set() };
const panel = find(".kennel-filters");
const breedSearch = find("input[name=breed]");
let breedsThere = []; // ids of the breeds that the gallery has

const filtersAsked = () => Object.fromEntries(Object.entries(filters).map(([kind, some]) => [kind, [...some]]));
const filterCount = () => Object.values(filters).reduce((sum, some) => sum + some.size, 0);

function buildFilters() {
  find(".kennel-sizes").append(...SIZES.map((size) => choice("sizes", size, { word: `dog_size_${size}` })));
  for (const [colour, rgb] of Object.entries(COATS)) {
    const dot = make("i", { style: `background:${rgb}`, "aria-hidden": "true" });
    const name = make("span", { word: `dog_colour_${colour}` });
    find(".kennel-coats").append(choice("colours", colour, {}, dot, name));
  }
  translate(panel);
}

function choice(kind, value, attributes, ...children) {
  const pressed = { type: "button", class: "kennel-choice", "aria-pressed": String(filters[kind].has(value)) };
  const button = make("button", { ...pressed, ...attributes }, ...children);
  Object.assign(button.dataset, { kind, value });
  return button;
}

// The chosen ones first, then those whose name holds what is typed, in either language.
function showBreeds() {
  const typed = breedSearch.value.trim().toLowerCase();
  const fits = (id) => BREEDS[id].some((name) => name.toLowerCase().includes(typed));
  const language = document.documentElement.lang === "ko" ? 1 : 0;
  const others = breedsThere.filter((id) => !filters.breeds.has(id) && fits(id));
  others.sort((a, b) => BREEDS[a][language].localeCompare(BREEDS[b][language]));
  const shown = [...filters.breeds, ...others].slice(0, MOST_BREEDS);
  find(".kennel-breeds").replaceChildren(...shown.map((breed) => choice("breeds", breed, { names: breedNames(breed) })));
  translate(find(".kennel-breeds"));
}

function takeChoice(button) {
  const { kind, value } = button.dataset;
  const some = filters[kind];
  if (!some.delete(value)) some.add(value);
  button.setAttribute("aria-pressed", String(some.has(value)));
  filtersChanged();
}

function clearFilters() {
  for (const some of Object.values(filters)) some.clear();
  for (const button of panel.querySelectorAll("[data-kind]")) button.setAttribute("aria-pressed", "false");
  breedSearch.value = "";
  showBreeds();
  filtersChanged();
}

function filtersChanged() {
  const count = find(".kennel-count");
  count.textContent = filterCount();
  count.hidden = filterCount() === 0;
  search();
}

function toggleFilters() {
  panel.hidden = !panel.hidden;
  act("filters").setAttribute("aria-expanded", String(!panel.hidden));
  if (!panel.hidden) showBreeds();
}
