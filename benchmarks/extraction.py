#!/usr/bin/env python3
"""How much of a page's own text `stellator import` keeps, and how much of what is none of it, on pages whose text is known.

Usage: benchmarks/extraction.py [--articles DIR] [--segments DIR] [--pages DIR] [--documents DIR] [--jar JAR] [--keep DIR]

  --articles   a clone of scrapinghub/article-extraction-benchmark: 181 pages with their article's text; the outputs of other
               extractors are in it, and are scored here as ours is
  --segments   a clone of adbar/trafilatura: 990 pages, each with segments that must and that must not be kept
  --pages      a clone of mozilla/readability: pages with the text that Readability's authors expect of them
  --documents  a folder of documents (PDF, DOCX, ODT, RTF, EPUB, ...), beside each its text: NAME.pdf and NAME.pdf.txt

None of these is in the repository: their pages belong to others. Measures are those of the sets. Articles and pages: runs of
four words, precision and recall a page, their means, F1 of the means. Segments: counts over all pages. Where trafilatura and
readability-lxml can be imported they are run on the same pages; `published` marks figures or outputs that come with the set.
Rules were chosen on the pages of even number in the order of their names; the others were held back, and stand apart.
"""
import argparse
import collections
import gzip
import html
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parent.parent
WORD = re.compile(r"\w+", re.UNICODE | re.MULTILINE | re.IGNORECASE | re.DOTALL)


def imported(pages, jar, keep):
    """The text that is kept of each page, by its number."""
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(keep or made)
        folder.mkdir(parents=True, exist_ok=True)
        names = {}
        for number, (name, content) in enumerate(pages):
            suffix = name if "." in name else ".html"
            names[f"{number:05}{suffix}"] = number
            (folder / f"{number:05}{suffix}").write_bytes(content)
        shown = subprocess.run(["java", "-Xmx2g", "-jar", str(jar), "import", str(folder), "--explain"],
                               stdout=subprocess.PIPE, encoding="utf-8", errors="replace", check=True).stdout
    kept = collections.defaultdict(list)
    for line in shown.split("\n"):
        match = re.match(r"(\d{5}\.[a-z0-9.]+)(?:[#!].*?)?: kept: (.*)", line)
        if match and match.group(1) in names:
            kept[names[match.group(1)]].append(match.group(2))
    return ["\n".join(kept[number]) for number in range(len(pages))]


def others():
    """Extractors that can be imported here."""
    found = {}
    try:
        import trafilatura
        found["trafilatura " + trafilatura.__version__] = lambda page: trafilatura.extract(page, include_comments=False) or ""
    except ImportError:
        pass
    try:
        import lxml.html
        import readability
        from importlib.metadata import version

        def read(page):
            summary = readability.Document(decoded(page)).summary()
            return lxml.html.fromstring(summary).xpath("string()") if summary.strip() else ""

        found["readability-lxml " + version("readability-lxml")] = read
    except ImportError:
        pass
    return found


def decoded(page):
    named = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", page[:4096])
    for encoding in ["utf-8"] + ([named.group(1).decode()] if named else []) + ["cp1252"]:
        try:
            return page.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return page.decode("utf-8", "replace")


def shingles(text, n=4):
    words = WORD.findall(text or "")
    if 0 < len(words) < n:
        return collections.Counter([tuple(words)])
    return collections.Counter(tuple(words[i:i + n]) for i in range(len(words) - n + 1))


def overlap(true, found):
    """Shares of what is common, of what is only found and of what is only true."""
    a, b = shingles(true), shingles(found)
    common = sum((a & b).values())
    total = max(1, sum((a | b).values()))
    return common / total, sum((b - a).values()) / total, sum((a - b).values()) / total


def scored(pairs):
    parts = [overlap(true, found) for true, found in pairs]
    precision = statistics.mean([1.0 if fp == fn == 0 else tp / (tp + fp) for tp, fp, fn in parts if tp + fp > 0] or [0])
    recall = statistics.mean([1.0 if fp == fn == 0 else tp / (tp + fn) for tp, fp, fn in parts if tp + fn > 0] or [0])
    return 2 * precision * recall / max(1e-9, precision + recall), precision, recall


def table(title, rows):
    print(f"\n{title}")
    print(f"{'':44} {'F1':>6} {'precision':>9} {'recall':>6}   held back: {'F1':>6} {'precision':>9} {'recall':>6}")
    for name, every, held in rows:
        other = "" if held is None else f"              {held[0]:6.3f} {held[1]:9.3f} {held[2]:6.3f}"
        print(f"{name:44} {every[0]:6.3f} {every[1]:9.3f} {every[2]:6.3f}{other}")
    sys.stdout.flush()


def run(extractor, page):
    try:
        return extractor(page) or ""
    except Exception:  # as the sets do: what fails has found nothing
        return ""


def both(pairs):
    return scored(pairs), scored(pairs[1::2])


def articles(folder, arguments):
    truth = json.loads((folder / "ground-truth.json").read_text())
    keys = sorted(truth)
    pages = [(".html", gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes())) for key in keys]
    bodies = [truth[key].get("articleBody", "") for key in keys]
    rows = [("stellator import", *both(list(zip(bodies, imported(pages, arguments.jar, arguments.keep)))))]
    for path in sorted((folder / "output").glob("*.json")):
        output = json.loads(path.read_text())
        version = output.get("version", "") if "output" in output else ""
        output = output.get("output", output)
        if set(keys) <= set(output) and path.stem in ("readability_js", "readability", "trafilatura", "boilerpipe", "justext",
                                                      "go_readability", "html-text", "dragnet", "goose3"):
            rows.append((f"{path.stem} {version} (published)",
                         *both([(truth[key].get("articleBody", ""), output[key].get("articleBody", "")) for key in keys])))
    table(f"Articles: {len(keys)} pages", rows)


def segments(folder, arguments):
    data = json.loads((folder / "tests" / "evaldata.json").read_text())
    found = []
    for url in sorted(data):
        for place in ("cache", "eval"):
            path = folder / "tests" / place / data[url]["file"]
            if path.is_file():
                found.append((data[url], path.read_bytes()))
                break
    norm = lambda text: re.sub(r"\s+", " ", text).strip()

    def counts(pairs):
        tp = fp = fn = tn = 0
        for item, text in pairs:
            flat = norm(text)
            kept = sum(norm(each) in flat for each in item["with"])
            wrong = sum(norm(each) in flat for each in item["without"])
            tp, fn, fp, tn = tp + kept, fn + len(item["with"]) - kept, fp + wrong, tn + len(item["without"]) - wrong
        precision, recall = tp / max(1, tp + fp), tp / max(1, tp + fn)
        return 2 * precision * recall / max(1e-9, precision + recall), precision, recall

    def rows_of(texts):
        pairs = [(item, text) for (item, _), text in zip(found, texts)]
        return counts(pairs), counts(pairs[1::2])

    rows = [("stellator import", *rows_of(imported([(".html", page) for _, page in found], arguments.jar, arguments.keep)))]
    rows += [(name, *rows_of([run(extractor, page) for _, page in found])) for name, extractor in others().items()]
    rows += [("trafilatura 2.2.0 (published)", (0.924, 0.906, 0.943), None), ("justext 3.0.2 (published)", (0.862, 0.864, 0.859), None),
             ("readability-lxml 0.8.4.1 (published)", (0.826, 0.898, 0.764), None),
             ("html_text 0.7.1 (published)", (0.691, 0.531, 0.988), None)]
    table(f"Segments: {len(found)} pages", rows)


def text_of(page):
    bare = re.sub(r"(?is)<(script|style|noscript)\b.*?</\1>|<!--.*?-->", " ", page)
    bare = re.sub(r"(?i)</?(?:p|div|br|li|ul|ol|h[1-6]|td|tr|table|section|article|blockquote|figure|figcaption|pre)\b[^>]*>", " ", bare)
    return html.unescape(re.sub(r"<[^>]+>", "", bare))


def readability_pages(folder, arguments):
    found = [(path / "source.html", path / "expected.html") for path in sorted((folder / "test" / "test-pages").iterdir())
             if (path / "source.html").is_file() and (path / "expected.html").is_file()]
    pages = [source.read_bytes() for source, _ in found]
    truth = [text_of(expected.read_text(encoding="utf-8", errors="replace")) for _, expected in found]
    rows = [("stellator import", *both(list(zip(truth, imported([(".html", page) for page in pages], arguments.jar, arguments.keep)))))]
    rows += [(name, *both([(true, run(extractor, page)) for true, page in zip(truth, pages)])) for name, extractor in others().items()]
    table(f"Pages: {len(found)} pages, of which Readability's own output is the truth", rows)


def documents(folder, arguments):
    found = [path for path in sorted(folder.iterdir()) if path.suffix != ".txt" and pathlib.Path(f"{path}.txt").is_file()]
    texts = imported([(path.suffix.lower(), path.read_bytes()) for path in found], arguments.jar, arguments.keep)
    truth = [pathlib.Path(f"{path}.txt").read_text(encoding="utf-8") for path in found]
    rows = []
    for suffix in sorted({path.suffix for path in found}):
        pairs = [(true, text) for path, true, text in zip(found, truth, texts) if path.suffix == suffix]
        rows.append((f"{suffix} ({len(pairs)})", scored(pairs), None))
    rows.append(("all", *both(list(zip(truth, texts)))))
    table(f"Documents: {len(found)}", rows)
    if arguments.worst:
        for f1, path in sorted((scored([(true, text)])[0], path) for path, true, text in zip(found, truth, texts))[:arguments.worst]:
            print(f"  {f1:.3f} {path.name}")


def main():
    parser = argparse.ArgumentParser()
    for name in ("articles", "segments", "pages", "documents"):
        parser.add_argument("--" + name, type=pathlib.Path)
    parser.add_argument("--jar", type=pathlib.Path, default=HOME / "cli/target/stellator.jar")
    parser.add_argument("--keep", type=pathlib.Path, help="where the pages are laid, to look at them")
    parser.add_argument("--worst", type=int, default=0, help="names of the documents that score least")
    arguments = parser.parse_args()
    for name, measure in (("articles", articles), ("segments", segments), ("pages", readability_pages), ("documents", documents)):
        folder = getattr(arguments, name)
        if folder:
            measure(folder, arguments)


if __name__ == "__main__":
    main()
