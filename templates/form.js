
// The answers as a file of lines "name = value", as symbp reads them.
document.getElementById("save").addEventListener("click", () => {
  const lines = new Map();
  for (const field of document.querySelectorAll("input.gap")) {
    const value = field.value.trim();
    if (value) lines.set(field.name, [...(lines.get(field.name) ?? []), value]);
  }
  const said = [...lines].map(([name, values]) => [name, ...values].join(" = "));
  const file = new Blob([document.title, "\n\n", said.join("\n"), "\n"], { type: "text/plain" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = "<< name >>.txt";
  link.click();
});
