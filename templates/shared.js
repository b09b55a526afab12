// Makes the whole page of a division of a shared one: `body` is the text of that, which the scripts before this page say.
const join = (body, own) => {
  const from = [...body.replaceAll(own.instead_of, () => own.name)]; // by character, as the parts count
  const text = [];
  for (let n = 0; n < own.parts.length; n++) {
    const part = own.parts[n];
    text.push(typeof part === "string" ? part : from.slice(part, own.parts[++n]).join(""));
  }
  return text.join("");
};
addEventListener("DOMContentLoaded", () => {
  const text = join(body, JSON.parse(document.getElementById("_parts").textContent));
  document.open();
  document.write(text);
  document.close();
});
