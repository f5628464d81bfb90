// Elements made by scripts.

export const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

export function makeButton(textContent, act, className = "btn btn--small") {
  const button = make("button", { type: "button", className, textContent });
  button.addEventListener("click", act);
  return button;
}
