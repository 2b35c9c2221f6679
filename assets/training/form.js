// A form made from the settings of a recipe: a few in sight, the rest behind the gear. The server checks them again.

const IN_SIGHT = ["epochs", "batch", "learning_rate"];
const NUMBERS_OF = { int: Number, float: Number };

function showForm(recipe, config) {
  const fields = recipe.fields.filter(({ name }) => name !== "data");
  const made = (seen) => fields.filter(({ name }) => IN_SIGHT.includes(name) === seen).map((field) => fieldRow(field, config[field.name] ?? field.default));
  find(".shop-seen").replaceChildren(...made(true));
  find(".shop-rest").replaceChildren(...made(false));
  translate(find(".shop-teach"));
}

function fieldRow(field, value) {
  const id = `shop-field-${field.name}`;
  const help = say(`training_set_${field.name}_help`) ? { word: `training_set_${field.name}_help` } : {};
  const name = make("label", { for: id, word: `training_set_${field.name}` });
  const small = make("small", { id: `${id}-help`, ...help });
  return make("div", { class: "shop-field" }, make("span", { class: "shop-said" }, name, small), inputOf(field, id, value));
}

function inputOf(field, id, value) {
  const shared = { id, name: field.name, "aria-describedby": `${id}-help` };
  if (field.only.length) {
    const list = make("select", shared, ...field.only.map((one) => make("option", { value: one, word: `training_set_${field.name}_${one}` })));
    list.value = value;
    return list;
  }
  if (field.kind === "bool") {
    const tick = make("input", { ...shared, type: "checkbox" });
    tick.checked = value;
    return tick;
  }
  const whole = field.kind === "int";
  if (!NUMBERS_OF[field.kind]) return make("input", { ...shared, type: "text", value, maxlength: "200" });
  const range = field.low === null ? {} : { min: field.low, max: field.high };
  const number = make("input", { ...shared, ...range, type: "number", step: whole ? 1 : "any", value, required: "", inputmode: whole ? "numeric" : "decimal" });
  if (!whole) return number;
  const by = (way) => {
    const button = make("button", { type: "button", class: "shop-small", tabindex: "-1", label: way > 0 ? "training_more" : "training_less" }, icon(way > 0 ? "M12 6v12M6 12h12" : "M6 12h12"));
    button.addEventListener("click", () => {
      number[way > 0 ? "stepUp" : "stepDown"]();
      number.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return button;
  };
  return make("span", { class: "shop-steps" }, by(-1), number, by(1));
}

// What the form says: {config}, or {wrong}, the first field that cannot be.
function readForm(recipe) {
  const config = { data: dataWanted() };
  for (const { name, kind } of recipe.fields) {
    const input = find(`.shop-form [name="${name}"]`);
    if (!input) continue;
    if (!input.checkValidity()) return { wrong: input };
    config[name] = kind === "bool" ? input.checked : kind in NUMBERS_OF ? Number(input.value) : input.value;
  }
  return { config };
}
