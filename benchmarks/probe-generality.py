"""Which score tells outsiders from insiders on corpora that nobody tuned it on? See probe-generality.sh.

probe-generality.py texts SOURCES FOLDER   writes each set as NAME.tsv (label, tab, text)
probe-generality.py table FOLDER           reads NAME.tsv and NAME.f32 (384 floats a line of it), prints the table
"""

import ast
import glob
import json
import os
import random
import re
import subprocess
import sys
import tarfile
import zipfile

SHORT_SEEDS = (1, 2)
SHARES = (0.1, 0.25, 0.5)
NEIGHBOURS = (1, 3, 5, 10, 20)
WEIGHTS = (0, 0.25, 0.5, 0.75, 1)
CHOSEN_ON = ("hwu64", "wordnet", "guava", "perl")
SHOWN = ("clinc150", "clinc-rows", "pydoc", "django", "kant")


def clean(text):
    return " ".join(text.split())


def save(folder, name, rows, least, most_a_label, most):
    """Labels in a drawn order, texts of a label in theirs; equal texts once."""
    by_label, seen = {}, set()
    for label, text in rows:
        text = clean(text)
        if len(text.split()) >= 3 and text.lower() not in seen:
            seen.add(text.lower())
            by_label.setdefault(label, []).append(text)
    drawn = random.Random(1)
    labels = [label for label in by_label if len(by_label[label]) >= least]
    drawn.shuffle(labels)
    kept = []
    for label in labels:
        texts = by_label[label]
        if len(texts) > most_a_label:
            texts = [texts[i] for i in sorted(drawn.sample(range(len(texts)), most_a_label))]
        if len(kept) + len(texts) > most:
            break
        kept += [(label, text) for text in texts]
    write(folder, name, kept)


def write(folder, name, rows):
    with open(os.path.join(folder, name + ".tsv"), "w", encoding="utf-8") as file:
        file.writelines(f"{clean(label)}\t{clean(text)}\n" for label, text in rows)
    words = sum(len(text.split()) for _, text in rows) / max(1, len(rows))
    print(f"{name}: {len(rows)} texts, {len({label for label, _ in rows})} labels, {words:.1f} words a text")


def hwu64(repository):
    """Utterances to a home assistant by intent (Liu et al., 2019; CC BY 4.0), all test folds, from a git folder."""
    names = subprocess.run(["git", "-C", repository, "ls-tree", "-r", "--name-only", "HEAD"], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    for name in names:
        intent = re.search(r"testset/annotated/(\w+?)/", name)
        if intent:
            text = subprocess.run(["git", "-C", repository, "show", "HEAD:" + name], check=True, capture_output=True,
                                  text=True).stdout
            yield from ((intent[1], row["text"]) for row in json.loads(text)["test_data_annotation"])


def wordnet(jar):
    """Glosses of nouns and verbs by lexicographer file (WordNet 3.1, its own free licence)."""
    rows = []
    with zipfile.ZipFile(jar) as archive:
        for part in ("noun", "verb"):
            for line in archive.read(f"net/sf/extjwnl/data/wordnet/wn31/data.{part}").decode("latin-1").splitlines():
                parts = line.split("| ", 1)
                if not line.startswith(" ") and len(parts) == 2:
                    rows.append((line.split(" ")[1], parts[1].split(";")[0].strip()))
    rows = [row for row in rows if len(row[1].split()) >= 5]
    random.Random(3).shuffle(rows)
    return rows


def guava(jar):
    """First paragraphs of documentation comments by class (Guava, Apache 2.0)."""
    with zipfile.ZipFile(jar) as archive:
        for name in sorted(archive.namelist()):
            if not name.endswith(".java"):
                continue
            for comment in re.findall(r"/\*\*(.*?)\*/", archive.read(name).decode(), re.S):
                text = re.sub(r"^\s*\*", " ", comment, flags=re.M)
                text = re.split(r"^\s*@|<p>|<pre", text, flags=re.M)[0]
                text = re.sub(r"<[^>]+>", " ", re.sub(r"\{@\w+ ?([^}]*)\}", r"\1", text))
                if len(text.split()) >= 5:
                    yield name.rsplit("/", 1)[1][:-5], text


def perl(folder):
    """Paragraphs of the manuals of Perl's modules, by module (Artistic Licence or GPL)."""
    names = [name for end in ("pm", "pod") for name in glob.glob(folder + "/**/*." + end, recursive=True)]
    for name in sorted(names):
        label = "/".join(os.path.relpath(name, folder).split("/")[:2])
        with open(name, encoding="latin-1") as file:
            paragraphs = re.split(r"\n\s*\n", file.read())
        inside = False
        for paragraph in paragraphs:
            paragraph = paragraph.strip("\n")
            if paragraph.startswith("="):
                inside = not paragraph.startswith("=cut")
            elif inside and not re.match(r"\s", paragraph):
                text = re.sub(r"[A-Z]<+\s?([^<>]*?)\s?>+", r"\1", paragraph)
                if len(text.split()) >= 12 and text.rstrip()[-1] in ".:!":
                    yield label, text


def pydoc():
    """First paragraphs of docstrings of Python's standard library, by module (PSF licence)."""
    base = os.path.dirname(os.__file__)
    for path in sorted(glob.glob(base + "/*.py") + glob.glob(base + "/*/*.py")):
        inner = os.path.relpath(path, base)
        if re.match(r"(test|site-packages|idlelib|lib2to3)", inner):
            continue
        with open(path, encoding="utf-8", errors="replace") as file:
            try:
                tree = ast.parse(file.read())
            except (SyntaxError, ValueError):
                continue
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
                text = clean((ast.get_docstring(node) or "").split("\n\n")[0])
                if len(text.split()) >= 4 and len(text) < 400:
                    yield inner.split("/")[0].removesuffix(".py"), text


def django(archive):
    """Paragraphs of the manual by page (Django, BSD)."""
    with tarfile.open(archive) as file:
        for member in sorted(file.getmembers(), key=lambda member: member.name):
            page = re.match(r"[^/]+/docs/((?:topics|ref|howto|intro|faq|misc|internals)/.*)\.txt$", member.name)
            if not page:
                continue
            for paragraph in re.split(r"\n\s*\n", file.extractfile(member).read().decode()):
                if re.match(r"\s", paragraph) or "::" in paragraph or ".." in paragraph[:3]:
                    continue
                text = re.sub(r"`+_?", "", re.sub(r":[\w:-]+:`~?([^`<]*)(<[^`]*>)?`", r"\1", paragraph))
                if len(text.split()) >= 12 and text.rstrip().endswith("."):
                    yield page[1], text


def kant(book):
    """Sentences of the Critique of Pure Reason by section (public domain)."""
    with open(book, encoding="utf-8") as file:
        lines = file.read().splitlines()[2030:]
    label, held = None, []
    for number, line in enumerate(lines):
        if re.match(r"^\s*(SECTION|Section|Chapter|CHAPTER|BOOK|FIRST|SECOND|THIRD|FOURTH)\b", line):
            label = f"{number}:{line.strip()}"
        if line.strip():
            held.append(line)
            continue
        text, held = clean(" ".join(held)), []
        if label and len(text.split()) >= 12:
            yield from ((label, each) for each in re.split(r"(?<=[.?!]) +(?=[A-Z])", text) if len(each.split()) >= 8)


def sentence(text):
    asks = re.match(r"(what|how|can|is|are|do|does|when|where|which|who|why|could|would|will)\b", text)
    return text[0].upper() + text[1:] + ("" if text[-1] in ".?!" else "?" if asks else ".")


def joined(corpus):
    """Rows of one to three sentences: texts of one intent, joined."""
    drawn, by_intent = random.Random(11), {}
    for part in ("train", "val", "test"):
        for text, intent in corpus[part]:
            by_intent.setdefault(intent, []).append(text)
    for intent, texts in sorted(by_intent.items()):
        drawn.shuffle(texts)
        at = 0
        while at < len(texts):
            count = drawn.choice((1, 2, 3))
            yield intent, " ".join(sentence(text) for text in texts[at:at + count])
            at += count


def texts(sources, folder):
    os.makedirs(folder, exist_ok=True)
    at = lambda name: os.path.join(sources, name)
    if os.path.exists(at("hwu64.git")):
        save(folder, "hwu64", hwu64(at("hwu64.git")), 30, 160, 8000)
    save(folder, "wordnet", wordnet(at("wordnet.jar")), 150, 180, 7000)
    save(folder, "guava", guava(at("guava.jar")), 15, 80, 6000)
    if os.path.exists(at("perl")):
        save(folder, "perl", perl(at("perl")), 20, 60, 4500)
    save(folder, "pydoc", pydoc(), 20, 100, 6000)
    save(folder, "django", django(at("django.tar.gz")), 20, 60, 4500)
    save(folder, "kant", kant(at("kant.txt")), 40, 120, 4500)
    with open(at("clinc150.json"), encoding="utf-8") as file:
        corpus = json.load(file)
    with open(at("domains.json"), encoding="utf-8") as file:
        domain = {intent: name for name, intents in json.load(file).items() for intent in intents}
    save(folder, "clinc-rows", joined({key: list(map(list, value)) for key, value in corpus.items()}), 20, 70, 9000)
    with open(os.path.join(folder, "clinc-rows.tsv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t")[1] for line in file]
    write(folder, "row-sentences", [(str(number), part) for number, row in enumerate(rows)
                                    for part in re.split(r"(?<=[.?!]) (?=[A-Z])", row)])
    write(folder, "clinc150", [(f"{part}/{domain.get(intent, intent)}/{intent}", text)
                               for part in ("train", "test", "oos_test") for text, intent in corpus[part]])


def table(folder):
    import numpy as np

    def largest(matrix, count):
        return -np.sort(-np.partition(matrix, -count, axis=1)[:, -count:], axis=1)

    def without_itself(matrix):
        np.fill_diagonal(matrix, -9)
        return matrix

    def views(known, asked, rho, weights=WEIGHTS, neighbours=NEIGHBOURS):
        """For each weight and number of neighbours: scores of the asked, standardised by those of the known."""
        found = {}
        for weight in weights:
            of_known = largest(known - weight * rho, max(neighbours))
            of_asked = largest(asked - weight * rho, max(neighbours))
            for count in neighbours:
                own, other = -of_known[:, :count].mean(1), -of_asked[:, :count].mean(1)
                found[weight, count] = (other - own.mean()) / own.std()
        return found

    def mean(found, weights=WEIGHTS, neighbours=NEIGHBOURS):
        return np.mean([score for (weight, count), score in found.items()
                        if weight in weights and count in neighbours], axis=0)

    def scores(corpus, asked):
        known, near = without_itself(corpus @ corpus.T), asked @ corpus.T
        rho = largest(known, 20).mean(1)
        plain = views(known, near, rho)
        potentials = near - 0.5 * rho
        top = potentials.max(1)
        result = {
            "mean of 3 nearest": plain[0, 3],
            "offsets 0.5, 3 nearest": plain[0.5, 3],
            "offsets 0.75, 20 nearest": plain[0.75, 20],
            "offsets 1, 20 nearest (LOF's difference)": plain[1, 20],
            "energy, beta 20, offsets 0.5": -top - np.log(np.exp(20 * (potentials - top[:, None])).sum(1)) / 20,
            "all k, no offsets": mean(plain, (0,)),
            "all k, offsets 0.5": mean(plain, (0.5,)),
            "all k, all offsets": mean(plain),
            "as chosen, not centred": mean(plain, WEIGHTS[1:4], NEIGHBOURS[1:]),
        }
        first, second = np.argsort(-near, axis=1)[:, :20], np.argsort(-known, axis=1)[:, :20]
        far, reach = 1 - np.take_along_axis(known, second, 1), None
        reach = far[:, -1]
        inner = 1 / np.maximum(np.maximum(far, reach[second]).mean(1), 1e-9)
        outer = 1 / np.maximum(np.maximum(1 - np.take_along_axis(near, first, 1), reach[first]).mean(1), 1e-9)
        result["local outlier factor, k 20"] = inner[first].mean(1) / outer
        del known, near, potentials
        centre = corpus.mean(0)
        length = np.linalg.norm(corpus - centre, axis=1)
        moved = (corpus - centre) / length[:, None]
        other = asked - centre
        other /= np.linalg.norm(other, axis=1, keepdims=True)
        crowded = (rho - 2 * corpus @ centre + centre @ centre) / length ** 2
        centred = views(without_itself(moved @ moved.T), other @ moved.T, crowded)
        result["centred, mean of 3 nearest"] = centred[0, 3]
        result["centred, all k, offsets 0.5"] = mean(centred, (0.5,))
        result["centred, all k, all offsets"] = mean(centred)
        result["as chosen: centred, k 3 to 20, a 0.25 to 0.75"] = mean(centred, WEIGHTS[1:4], NEIGHBOURS[1:])
        spread, axes = np.linalg.eigh(np.cov(corpus.T))
        whiten = axes / np.sqrt(spread + spread.mean())
        white, asked_white = (corpus - centre) @ whiten, (asked - centre) @ whiten
        white /= np.linalg.norm(white, axis=1, keepdims=True)
        asked_white /= np.linalg.norm(asked_white, axis=1, keepdims=True)
        known = without_itself(white @ white.T)
        result["whitened, all k, offsets 0.5"] = mean(
            views(known, asked_white @ white.T, largest(known, 20).mean(1), (0.5,)))
        drawn, classes = np.random.default_rng(0), int(np.clip(np.sqrt(len(corpus)), 8, 150))
        centres = corpus[drawn.choice(len(corpus), classes, replace=False)]
        for _ in range(12):
            of = (corpus @ centres.T).argmax(1)
            centres = np.stack([corpus[of == c].sum(0) if (of == c).any() else centres[c] for c in range(classes)])
            centres /= np.linalg.norm(centres, axis=1, keepdims=True)
        of = (corpus @ centres.T).argmax(1)
        means = np.stack([corpus[of == c].mean(0) if (of == c).any() else centres[c] for c in range(classes)])

        def distance(mean_of, data, middles):
            spread, axes = np.linalg.eigh(np.cov(mean_of.T))
            turn = axes / np.sqrt(spread + 0.05 * spread.mean())
            a, b = data @ turn, middles @ turn
            return ((a ** 2).sum(1)[:, None] - 2 * a @ b.T + (b ** 2).sum(1)).min(1)

        result["relative Mahalanobis, k-means classes"] = (
            distance(corpus - means[of], asked, means) - distance(corpus, asked, centre[None]))
        return result

    def auroc(inside, outside):
        ordered = np.sort(inside)
        return float((np.searchsorted(ordered, outside, "left") + np.searchsorted(ordered, outside, "right")).mean()
                     / 2 / len(ordered))

    def load(name):
        with open(os.path.join(folder, name + ".tsv"), encoding="utf-8") as file:
            labels = [line.split("\t")[0] for line in file]
        vectors = np.fromfile(os.path.join(folder, name + ".f32"), "<f4").reshape(len(labels), -1)
        return np.array(labels), vectors

    def cases(name):
        labels, vectors = load(name)
        if name == "clinc150":
            part, domain, intent = np.array([label.split("/") for label in labels]).T
            yield "its out-of-scope set", vectors[part == "train"], vectors[part == "test"], vectors[part == "oos_test"]
            domains = sorted(set(domain) - {"oos"})
            intents = sorted(set(intent) - {"oos"})
            left = [("domains", np.isin(domain, domains[i:i + 2])) for i in (0, 4, 8)]
            left += [(f"{share:.0%} of intents", np.isin(intent, np.random.default_rng(seed).choice(
                intents, int(share * len(intents)), replace=False))) for share in SHARES for seed in SHORT_SEEDS]
            for kind, out in left:
                yield (kind, vectors[(part == "train") & ~out], vectors[(part == "test") & ~out],
                       vectors[(part == "test") & out])
            return
        names = sorted(set(labels))
        for share in SHARES:
            for seed in SHORT_SEEDS:
                drawn = np.random.default_rng(int(1000 * share) + 7919 * seed)
                out = np.isin(labels, drawn.choice(names, max(1, round(share * len(names))), replace=False))
                inside, outside = np.flatnonzero(~out), np.flatnonzero(out)
                drawn.shuffle(inside)
                cut = int(0.75 * len(inside))
                outside = drawn.choice(outside, min(1500, len(outside)), replace=False)
                yield f"{share:.0%} of labels", vectors[np.sort(inside[:cut])], vectors[inside[cut:][:1500]], vectors[outside]

    def half(title, names):
        found = {}
        for name in names:
            if os.path.exists(os.path.join(folder, name + ".f32")):
                for kind, corpus, inside, outside in cases(name):
                    both = scores(corpus, np.concatenate([inside, outside]))
                    row = {score: auroc(value[:len(inside)], value[len(inside):]) for score, value in both.items()}
                    found.setdefault((name, kind), []).append(row)
                    print(name, kind, file=sys.stderr, flush=True)
        columns = list(found)
        order = list(found[columns[0]][0])
        values = np.array([[np.mean([row[score] for row in found[column]]) for column in columns] for score in order])
        ranks = np.mean([(values[:, c][None] > values[:, c][:, None]).sum(1) + 1 for c in range(len(columns))], axis=0)
        lost = values.max(0) - values
        print(f"\n{title}\n")
        for number, (name, kind) in enumerate(columns, 1):
            print(f"  {number:2}  {name}, {kind} left out" if kind != "its out-of-scope set" else f"  {number:2}  {name}, {kind}")
        print(f"\n{'area under ROC':42}{'rank':>6}{'mean':>8}{'worst regret':>14}  "
              + "".join(f"{number:>8}" for number in range(1, len(columns) + 1)))
        for i in np.argsort(ranks, kind="stable"):
            print(f"{order[i]:42}{ranks[i]:6.1f}{values[i].mean():8.4f}{lost[i].max():14.4f}  "
                  + "".join(f"{value:8.4f}" for value in values[i]))

    def causes():
        """Both causes apart: what a thought is, and the score; on rows of one to three sentences of one intent."""
        labels, rows = load("clinc-rows")
        row_of, sentences = load("row-sentences")
        row_of = row_of.astype(int)
        names = sorted(set(labels))
        scores_of = {"offsets 0.75, 20 nearest": [], "as chosen: centred, k 3 to 20, a 0.25 to 0.75": []}
        ways = ("sentences, probed whole", "sentences, the farthest part", "sentences, the mean of parts", "records")
        found = {(score, way): [] for score in scores_of for way in ways}
        for seed in SHORT_SEEDS:
            drawn = np.random.default_rng(seed)
            out = np.isin(labels, drawn.choice(names, round(0.25 * len(names)), replace=False))
            inside, outside = np.flatnonzero(~out), np.flatnonzero(out)
            drawn.shuffle(inside)
            cut = int(0.6 * len(inside))
            known, asked = np.sort(inside[:cut]), np.concatenate([inside[cut:][:1200], outside[:1200]])
            count = min(1200, len(inside) - cut)
            of_known = sentences[np.isin(row_of, known)]
            of_asked = [np.flatnonzero(row_of == row) for row in asked]
            flat = np.concatenate(of_asked)
            whole, parts, records = (scores(of_known, rows[asked]), scores(of_known, sentences[flat]),
                                     scores(rows[known], rows[asked]))
            ends = np.cumsum([len(part) for part in of_asked])
            for score in scores_of:
                pieces = np.split(parts[score], ends[:-1])
                values = {ways[0]: whole[score], ways[1]: np.array([max(piece) for piece in pieces]),
                          ways[2]: np.array([np.mean(piece) for piece in pieces]), ways[3]: records[score]}
                for way, value in values.items():
                    found[score, way].append(auroc(value[:count], value[count:]))
        print("\nBoth causes apart: rows of one to three sentences, a quarter of the intents left out\n")
        print(f"{'a thought is':32}" + "".join(f"{score:>46}" for score in scores_of))
        for way in ways:
            print(f"{way:32}" + "".join(f"{np.mean(found[score, way]):46.4f}" for score in scores_of))

    half("Sets that the score was chosen on", CHOSEN_ON)
    half("Sets that chose nothing", SHOWN)
    causes()


if __name__ == "__main__":
    if sys.argv[1] == "texts":
        texts(sys.argv[2], sys.argv[3])
    else:
        table(sys.argv[2])
