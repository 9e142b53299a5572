"""What MkDocs adds to docs/: pages of the API, pages of the repository's root, and links that fit both.

Listed under ``hooks`` in mkdocs.yml. The same Markdown reads well in the repository and on the site: links
that leave docs/ lead to the page made from that file, or become plain text where there is none. It reads
the sources as text and imports nothing of labelwise.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "labelwise"

COPIES = {
    "changelog.md": "CHANGELOG.md",
    "contributing.md": "CONTRIBUTING.md",
    "security.md": "SECURITY.md",
    "images/icon.svg": "src/labelwise/app/static/icon.svg",
}
"""Place on the site -> file of the repository."""

FAMILIES = {
    "types": "Records",
    "tasks": "Tasks",
    "measures": "Measures",
    "representations": "Representations",
    "candidates": "Candidates",
    "selectors": "Selectors",
    "streams": "Streams",
    "learners": "Learners",
    "training": "Training",
    "annotators": "Annotators",
    "quality": "Quality of answers",
    "policies": "Policies",
    "evaluation": "Evaluation",
    "store": "Store",
    "report": "Reports",
    "bench": "Simulation",
    "io": "Files",
    "testing": "Testing",
}
"""Folder of the package -> title of its page."""

FIRST = (
    "Campaign",
    "query",
    "decide",
    "simulate",
    "Strategy",
    "Pool",
    "Classification",
    "Tags",
    "Regression",
)
"""Names that the page of the public names begins with; the others follow by alphabet."""

WHOLE = {"labelwise.campaign.engine.Campaign"}
"""Classes that are shown with what they inherit: their bases stand on no page."""

WIDE = {"papers.md", "methods.md", "elsewhere.md"}
"""Pages of wide tables, shown without a table of contents."""

LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def virtual() -> dict[str, str]:
    """Place -> Markdown of every page that the site has and the repository does not."""
    pages = {"api/index.md": start()} | {f"api/{name}.md": family(name) for name in FAMILIES}
    return pages


def start() -> str:
    """The names of ``import labelwise as lw``."""
    names = public(PACKAGE / "__init__.pyi")
    head = (
        "# labelwise\n\nWhat `import labelwise as lw` brings; the rest stands on the pages of the families."
    )
    order = sorted(names, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name.lower()))
    return "\n\n".join([head, *(block(names[name]) for name in order)]) + "\n"


def family(name: str) -> str:
    """The page of one folder: its sentence, and what its list or the lists of its folders make public."""
    folder = PACKAGE / name
    parts = [f"# {FAMILIES[name]}", told(folder), *(block(path) for path in ordered(folder))]
    if len(parts) == 2:
        for inner in sorted(file.parent for file in folder.glob("[!_]*/__init__.py")):
            parts += [f"## {inner.name}", told(inner), *(block(path, 3) for path in ordered(inner))]
    return "\n\n".join(parts) + "\n"


def told(folder: Path) -> str:
    """The name of a package and its docstring."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
    return f"`{dotted(folder / '__init__.py')}`" + (f": {text}" if text else "")


def ordered(folder: Path) -> list[str]:
    """Where the public names of a folder are defined, by alphabet of the names."""
    return sorted(listed(folder).values(), key=lambda path: path.rpartition(".")[2].lower())


def block(path: str, level: int = 2) -> str:
    """What mkdocstrings replaces by the documentation of one name."""
    options = [f"heading_level: {level}"] * (level != 2) + ["inherited_members: true"] * (path in WHOLE)
    return "\n      ".join([f"::: {path}\n    options:", *options]) if options else f"::: {path}"


def listed(folder: Path) -> dict[str, str]:
    """Public name -> where it is defined, of a folder that lists its names or collects those of its files."""
    text = (folder / "__init__.py").read_text("utf-8")
    names = public(folder / "__init__.py")
    if "members(__name__, __path__)" in text:
        for file in sorted(folder.glob("[!_]*.py")):
            names |= {n: f"{dotted(file)}.{n}" for n in every(ast.parse(file.read_text("utf-8")))}
        for inner in sorted(folder.glob("[!_]*/__init__.py")):
            names |= listed(inner.parent)
    return names


def public(file: Path) -> dict[str, str]:
    """Public name -> where it is defined, of one file: what it lists, imports and defines."""
    tree = ast.parse(file.read_text("utf-8"))
    imported = {
        a.asname or a.name: n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names
    }
    defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    wanted = every(tree) if file.suffix == ".py" else list(imported)
    found = {}
    for name in wanted:
        if name in imported and (imported[name] or "").startswith("labelwise"):
            found[name] = resolve(str(imported[name]), name)
        elif name in defined:
            found[name] = f"{dotted(file)}.{name}"
    return found


def every(tree: ast.Module) -> list[str]:
    """The strings of ``__all__``, in their order."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(e.value) for e in ast.walk(node.value) if isinstance(e, ast.Constant)]
    return []


def resolve(module: str, name: str) -> str:
    """The dotted place where ``name`` of ``module`` is defined, behind every list that passes it on."""
    path = PACKAGE.parent / Path(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("labelwise"):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return resolve(str(node.module), alias.name)
    return f"{module}.{name}"


def dotted(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def relinked(markdown: str, place: str) -> str:
    """The Markdown of the page at ``place`` with links that hold on the site."""
    source = PurePosixPath(COPIES.get(place, f"docs/{place}"))
    return LINK.sub(lambda m: _link(m, source, place), markdown)


def _link(m: re.Match[str], source: PurePosixPath, place: str) -> str:
    mark, words, target = m.groups()
    path, hash_, anchor = target.partition("#")
    if "://" in target or not path:
        return m.group(0)
    in_repository = os.path.normpath(source.parent / path).replace(os.sep, "/")
    back = {file: page for page, file in COPIES.items()} | {"README.md": "index.md"}
    if in_repository in back:
        page = back[in_repository]
    elif in_repository == "docs/guide":
        page = "guide/first-steps.md"
    elif in_repository.startswith("docs/"):
        page = in_repository.removeprefix("docs/")
    else:
        return words
    there = os.path.relpath(page, PurePosixPath(place).parent).replace(os.sep, "/")
    return f"{mark}[{words}]({there}{hash_}{anchor})"


def on_files(files: Any, config: Any) -> Any:
    """Add what is not in docs/; MkDocs calls this."""
    from mkdocs.structure.files import File

    for place, file in COPIES.items():
        files.append(File.generated(config, place, abs_src_path=str(ROOT / file)))
    for place, markdown in virtual().items():
        files.append(File.generated(config, place, content=markdown))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Mend links, and give wide tables the room; MkDocs calls this."""
    place = page.file.src_uri
    if place in WIDE:
        page.meta.setdefault("hide", ["toc"])
    return relinked(markdown, place)
