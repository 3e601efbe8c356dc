#!/usr/bin/env python3
"""Makes files of the kinds that importers lose, garble or refuse, in variants from a seed, and checks laws on what is read.

Usage: benchmarks/trouble.py [--variants N] [--seed S] [--keep FOLDER]

Each variant is one file with some sentences of its own and, around them, what is none of its text: quoted mails, page
furniture, service messages, settings. The laws, on what `stellator import --explain` shows as kept:
  complete   each sentence of its own is kept, once
  ordered    in the order in which it was written
  clean      nothing of the furniture (the word xyzzy) is kept
  plain      no markup is kept
Names, words, dates, languages of programs, nesting, line ends and encodings vary. The exit code is 1 where a law is broken.
"""
import argparse
import email.message
import io
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import zipfile

HOME = pathlib.Path(__file__).resolve().parent.parent
MARKUP = re.compile(r"</?[a-z]+[ >]|&(?:amp|lt|gt|nbsp);|\*\*|\[\[|\]\]|^#{1,6} |```|%%|\{\\|^\+\+\+|\^\[|-->")

WORDS = {
    "en": ("The {} of the {} was {} before the {} came to the valley.",
           ["weir", "barn", "mill", "bridge", "oar", "tower", "kiln", "meadow"],
           ["mended", "sold", "painted", "closed", "measured", "forgotten"], ["snow", "flood", "frost", "harvest"]),
    "de": ("Die {} bei der {} wurde {}, ehe die {} in das Tal kam.",
           ["Mühle", "Brücke", "Scheune", "Fähre", "Wiese", "Säge", "Schleuse"],
           ["geöffnet", "verkauft", "geschlossen", "größer gebaut"], ["Kälte", "Flut", "Dürre"]),
    "ru": ("Старая {} около {} была {} раньше, чем {} пришла в долину.",
           ["мельница", "лодка", "башня", "баржа", "ферма"], ["продана", "закрыта", "забыта", "починена"],
           ["зима", "весна", "буря"]),
    "pl": ("Stara {} przy {} została {}, zanim {} nadeszła do doliny.",
           ["wieża", "łódź", "stodoła", "tama", "śluza"], ["zamknięta", "sprzedana", "zburzona"],
           ["zima", "powódź", "wiosna"]),
}
ENCODINGS = {"en": ["utf-8", "utf-16"], "de": ["utf-8", "cp1252", "mac_roman", "iso8859-15", "utf-16-le"],
             "ru": ["utf-8", "cp1251", "koi8-r", "cp866", "iso8859-5", "mac_cyrillic", "utf-16-be"],
             "pl": ["utf-8", "cp1250", "iso8859-2", "utf-16-le"]}
WROTE = ["On Mon, 4 Mar 2024 at 18:22, {n} <{n}@example.org> wrote:", "Am Mo., 4. März 2024 um 18:22 Uhr schrieb {n} <{n}@example.org>:",
         "Le lun. 4 mars 2024 à 18:22, {n} <{n}@example.org> a écrit :", "El lun, 4 mar 2024 a las 18:22, {n} (<{n}@example.org>) escribió:",
         "пн, 4 мар. 2024 г. в 18:22, {n} <{n}@example.org>:", "{n} <{n}@example.org> 于2024年3月4日周一 18:22写道：",
         "2024年3月4日(月) 18:22 {n} <{n}@example.org>:", "Il giorno lun 4 mar 2024 alle ore 18:22 {n} <{n}@example.org> ha scritto:"]
FIELDS = [("From", "Sent", "To", "Subject"), ("Von", "Gesendet", "An", "Betreff"), ("De", "Envoyé", "À", "Objet"),
          ("De", "Enviado", "Para", "Asunto"), ("От", "Отправлено", "Кому", "Тема"), ("发件人", "发送时间", "收件人", "主题"),
          ("差出人", "送信日時", "宛先", "件名"), ("Da", "Inviato", "A", "Oggetto"), ("Od", "Wysłano", "Do", "Temat")]
STAMPS = ["{d}/{m}/23, {h}:{i:02} - ", "{d:02}.{m:02}.23, {h:02}:{i:02} - ", "[{d:02}.{m:02}.23, {h:02}:{i:02}:07] ",
          "[{m}/{d}/23, {p}:{i:02}:07\u202fPM] ", "2023-{m:02}-{d:02}, {h}:{i:02} - ", "{d}/{m}/2023, {p}:{i:02} p. m. - "]
OMITTED = ["<Media omitted>", "<Medien ausgeschlossen>", "<Multimedia omitido>", "\u200eimage omitted", "This message was deleted",
           "Diese Nachricht wurde gelöscht.", "IMG-20231203-WA0004.jpg (file attached)", "Ce message a été supprimé"]
NAMES = ["Anna", "Ben Miller", "Клара", "Zoë", "+49 170 1234567"]
WRAPPERS = ["content-sidebar-wrap", "menu-wrap", "has-sidebar", "with-social-bar", "nav-layout", "related-work", "social-history",
            "sidebar-wrapper", "share-inner", "toc-container"]
FURNITURE = ['<nav><a href="x">xyzzy</a></nav>', '<div class="sidebar">xyzzy</div>', '<div class="breadcrumb"><a href="x">xyzzy</a></div>',
             '<footer>xyzzy</footer>', '<script>xyzzy()</script>', '<div class="cookie-banner">xyzzy<button>xyzzy</button></div>',
             '<ul class="social"><li><a href="x">xyzzy</a></li></ul>', '<div hidden>xyzzy</div>', '<pre><code>xyzzy()</code></pre>']


def sentences(rng, language, count):
    frame, things, states, times = WORDS[language]
    made = set()
    while len(made) < count:
        picks = [rng.choice(things), rng.choice(things), rng.choice(states), rng.choice(times)]
        made.add(frame.format(*picks))
    return rng.sample(sorted(made), count)


def page(rng, own):
    body = "".join(f"<p>{text}</p>" for text in own)
    for _ in range(rng.randint(0, 3)):
        name = rng.choice(WRAPPERS)
        body = f'<div {rng.choice(["class", "id"])}="{name}">{body}</div>'
    if rng.random() < 0.3:
        body = f'<form action="x">{body}<button>xyzzy</button></form>'
    around = rng.sample(FURNITURE, 3)
    return f'<!doctype html><html><head><meta charset="utf-8"><title>T</title></head><body>{around[0]}{around[1]}{body}{around[2]}</body></html>'


def mail(rng, own):
    text = "\n\n".join(own)
    name = rng.choice(["port", "mill"])
    kind = rng.randint(0, 3)
    if kind == 0:
        text += "\n\n" + rng.choice(WROTE).format(n=name) + "\n\n> xyzzy one\n> xyzzy two\n"
    elif kind == 1:
        a, b, c, d = rng.choice(FIELDS)
        rule = rng.choice(["", "_" * 32 + "\n", "-----Original Message-----\n"])
        text += f"\n\n{rule}{a}: {name}\n{b}: 4 2024\n{c}: x\n{d}: y\n\nxyzzy is what was asked.\n"
    elif kind == 2:
        text = rng.choice(WROTE).format(n=name) + "\n> xyzzy\n\n" + text
    text += rng.choice(["", "\n-- \nxyzzy", "\n\nSent from my iPhone"])
    return f"From: A <a@example.org>\nSubject: S\nDate: Tue, 5 Mar 2024 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n"


def whatsapp(rng, own):
    stamp = rng.choice(STAMPS)
    lines = []
    for i, text in enumerate(own):
        at = stamp.format(d=rng.randint(1, 28), m=rng.randint(1, 12), h=12 + i, p=1 + i, i=rng.randint(0, 59))
        lines.append(at + rng.choice(NAMES) + ": " + text)
        if rng.random() < 0.5:
            lines.append(at + rng.choice(NAMES) + ": " + rng.choice(OMITTED))
        if rng.random() < 0.3:
            lines.append(at + "xyzzy joined using a link")
    return rng.choice(["\n", "\r\n"]).join(lines) + "\n"


def chat(rng, own):
    kind = rng.randint(0, 4)
    if kind == 0:
        messages = [{"sender_name": "A", "timestamp_ms": 1000 * (len(own) - i), "content": t} for i, t in enumerate(reversed(own))]
        return json.dumps({"messages": messages, "title": "T"})
    if kind == 1:
        messages = [{"type": "message", "from": "A", "date": f"2024-01-01T10:00:{i:02}", "text": [t[:9], {"type": "bold", "text": t[9:]}]} for i, t in enumerate(own)]
        return json.dumps({"chats": {"list": [{"name": "T", "messages": [{"type": "service", "actor": "xyzzy", "action": "x", "date": "2024-01-01T09:00:00", "text": "xyzzy"}] + messages}]}})
    if kind == 2:
        return json.dumps([{"name": "T", "chat_messages": [{"text": rng.choice(["", t]), "content": [{"type": "thinking", "thinking": "xyzzy"}, {"type": "text", "text": t}], "sender": "human", "created_at": f"2024-01-01T10:00:{i:02}Z"} for i, t in enumerate(own)]}])
    if kind == 3:
        return json.dumps({"messages": [{"role": rng.choice(["system", "developer", "tool"]), "content": "xyzzy"}] + [{"role": "user", "content": rng.choice([t, [{"type": "text", "text": t}]])} for t in own]})
    nodes = {"r": {"parent": None, "children": ["0"], "message": None}}
    for i, t in enumerate(own):
        for name, text in ((str(i), t), (f"x{i}", "xyzzy was thrown away")):
            nodes[name] = {"parent": str(i - 1) if i else "r", "children": [], "message": {"author": {"role": "user"}, "create_time": i, "recipient": "all", "content": {"content_type": "text", "parts": [text]}}}
    return json.dumps([{"title": "T", "mapping": nodes, "current_node": str(len(own) - 1)}])


def markdown(rng, own):
    head = rng.choice(["", "---\ntitle: xyzzy: a life\n---\n\n", "+++\ntitle = \"xyzzy\"\n+++\n\n", "---\n\n", "---\ntags: [xyzzy]\n...\n\n"])
    forms = ["{}", "<div>\n{}\n</div>", "> [!note]\n> {}", "- [ ] {}", "{} ^id-1", "<aside>\n{}\n\n</aside>"]
    return head + "\n\n".join(rng.choice(forms).format(t) for t in own) + rng.choice(["", "\n\n%% xyzzy %%\n", "\n\n```\nxyzzy()\n```\n", "\n\n![[xyzzy.png]]\n"])


def table(rng, own):
    rows = ["id,text"]
    for i, t in enumerate(own):
        rows.append(f'{i},"{t}"')
        if rng.random() < 0.4:
            rows.append(rng.choice(['7,"A row with a "xyzzy" mark."', '8,"A row that never closes xyzzy']))
    return rng.choice(["\n", "\r\n"]).join(rows) + "\n"


def rich(rng, own):
    paragraphs = [rng.choice(["{}", r"{{\v xyzzy }}{}", r"{}{{\footnote xyz}}", r"{{\deleted xyzzy }}{}"]).format(
        "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in t)) + r"\par " for t in own]
    return r"{\rtf1\ansi{\header xyzzy\par}{\fonttbl{\f0 Times;}}\f0 " + "".join(paragraphs) + "}"


def book(rng, own):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>')
        archive.writestr("b.opf", '<package><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>')
        empty = rng.choice(['<span epub:type="pagebreak" id="p"/>', '<a id="p"/>', "<div/>", "<script src='x'/>", "<i/>"])
        body = "".join(f"<p>{t}</p>{empty}" for t in own)
        archive.writestr("a.xhtml", f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="x"><head><title/></head><body>{body}</body></html>')
    return out.getvalue()


def plain(rng, own, language):
    return rng.choice([" ", "\n\n"]).join(own).encode(rng.choice(ENCODINGS[language]))


KINDS = {"html": page, "eml": mail, "txt": None, "whatsapp.txt": whatsapp, "json": chat, "md": markdown, "csv": table, "rtf": rich, "epub": book}


def make(rng, number, folder):
    kind = rng.choice(sorted(KINDS))
    language = rng.choice(sorted(WORDS))
    own = sentences(rng, language, rng.randint(2, 5))
    made = plain(rng, own, language) if KINDS[kind] is None else KINDS[kind](rng, own)
    name = f"{number:05}.{kind}"
    (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))
    return name, own


def broken(own, kept):
    text = re.sub(r"\s+", " ", " ".join(kept))
    places = [text.find(re.sub(r"\s+", " ", sentence)) for sentence in own]
    laws = []
    if any(place < 0 for place in places) or any(text.count(sentence) > 1 for sentence in own):
        laws.append("complete")
    elif places != sorted(places):
        laws.append("ordered")
    if "xyzzy" in text:
        laws.append("clean")
    if any(MARKUP.search(line) for line in kept):
        laws.append("plain")
    return laws


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--variants", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as made:
        folder = arguments.keep or pathlib.Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        files = dict(make(rng, number, folder) for number in range(arguments.variants))
        shown = subprocess.run(["java", "-Xmx2g", "-jar", str(HOME / "cli/target/stellator.jar"), "import", str(folder), "--explain"],
                               stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    kept = {name: [] for name in files}
    for line in shown.split("\n"):
        match = re.match(r"(\d{5}\.[a-z.]+)(?:#.*?)?: kept: (.*)", line)
        if match:
            kept[match.group(1)].append(match.group(2))
    failures = 0
    kinds = {}
    for name, own in sorted(files.items()):
        laws = broken(own, kept[name])
        kind = name.split(".", 1)[1]
        count = kinds.setdefault(kind, [0, 0])
        count[0] += 1
        count[1] += 1 if laws else 0
        if laws:
            failures += 1
            if failures <= 20:
                print(f"{name}: not {', '.join(laws)}\n  own:  {own}\n  kept: {kept[name]}")
    for kind, (all_of, bad) in sorted(kinds.items()):
        print(f"{kind:14} {all_of:5} variants, {bad} break a law")
    print(f"seed {arguments.seed}: {len(files)} variants, {failures} break a law")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
