// node compile.mjs PYODIDE/ FOLDER: compiles the sources in FOLDER/sources.zip into FOLDER/modules.zip, sorted by their paths.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

globalThis.require = createRequire(import.meta.url); // else an old Pyodide wants a package of npm that it never uses
const [, , pyodide, folder] = process.argv;
const { loadPyodide } = await import(pathToFileURL(`${pyodide}pyodide.mjs`));
const python = await loadPyodide({ indexURL: pyodide, env: { HOME: "/", PYTHONHASHSEED: "0" } });
python.FS.mkdir("/folder");
python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, "/folder");
python.runPython(`
import importlib.util, marshal, warnings, zipfile

warnings.simplefilter("ignore")
with zipfile.ZipFile("/folder/sources.zip") as sources, zipfile.ZipFile("/folder/modules.zip", "w") as modules:
    modules.writestr("magic", importlib.util.MAGIC_NUMBER)
    for path in sources.namelist():
        modules.writestr(path, marshal.dumps(compile(sources.read(path), path, "exec", dont_inherit=True)))
`);
