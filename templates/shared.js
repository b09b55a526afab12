// Makes the whole page of a division of the shared one: `body` is its text, which a script before this one says.
addEventListener("DOMContentLoaded", () => {
  const own = JSON.parse(document.getElementById("_parts").textContent);
  const from = [...body.replaceAll(own.instead_of, () => own.name)]; // by character, as the parts count
  const text = [];
  for (let n = 0; n < own.parts.length; n++) {
    const part = own.parts[n];
    text.push(typeof part === "string" ? part : from.slice(part, own.parts[++n]).join(""));
  }
  document.open();
  document.write(text.join(""));
  document.close();
});
