#!/usr/bin/env python3
"""Makes those samples whose format is not plain text from their sources in benchmarks/samples, byte for byte the same
each time: NAME.FORMAT.md becomes samples/en/NAME.FORMAT, or samples/ru where the text is Russian.
Usage: benchmarks/samples.py      (Python's standard library is enough)
"""
import csv
import html
import io
import json
import pathlib
import re
import textwrap
import zipfile
from email.message import EmailMessage
from email.policy import SMTP

HOME = pathlib.Path(__file__).resolve().parent
TARGET = HOME.parent / "samples"


def blocks(text):
    """(kind, text): h1, h2, p, li."""
    for part in re.split(r"\n\s*\n", text.strip()):
        if part.startswith("## "):
            yield "h2", part[3:].strip()
        elif part.startswith("# "):
            yield "h1", part[2:].strip()
        elif re.match(r"\d+\. ", part):
            for line in part.splitlines():
                yield "li", re.sub(r"^\d+\. ", "", line)
        else:
            yield "p", " ".join(part.split())


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def docx(text):
    styles = {"h1": "Title", "h2": "Heading1", "li": "ListParagraph"}
    body = "".join(
        "<w:p>" + (f'<w:pPr><w:pStyle w:val="{styles[kind]}"/></w:pPr>' if kind in styles else "")
        + f'<w:r><w:t xml:space="preserve">{html.escape(line, quote=False)}</w:t></w:r></w:p>'
        for kind, line in blocks(text))
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    names = {"Title": "Title", "Heading1": "heading 1", "ListParagraph": "List Paragraph"}
    return packed({
        "[Content_Types].xml": f'{XML}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{main}.styles+xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "word/document.xml": f'{XML}<w:document xmlns:w="{word}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        "word/styles.xml": f'{XML}<w:styles xmlns:w="{word}">' + "".join(
            f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{n}"/></w:style>' for i, n in names.items())
        + "</w:styles>",
    })


def odt(text):
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    level = {"h1": 1, "h2": 2}
    body = "".join(
        f'<text:h text:outline-level="{level[kind]}">{html.escape(line, quote=False)}</text:h>' if kind in level
        else f"<text:p>{html.escape(line, quote=False)}</text:p>" for kind, line in blocks(text))
    kind = "application/vnd.oasis.opendocument.text"
    return packed({
        "mimetype": kind,
        "content.xml": f'{XML}<office:document-content xmlns:office="{oasis}:office:1.0" xmlns:text="{oasis}:text:1.0" '
        f'office:version="1.2"><office:body><office:text>{body}</office:text></office:body></office:document-content>',
        "META-INF/manifest.xml": f'{XML}<manifest:manifest xmlns:manifest="{oasis}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    })


def markup(parts):
    return "\n".join(f"<{'p' if kind == 'li' else kind}>{html.escape(line, quote=False)}</{'p' if kind == 'li' else kind}>"
                     for kind, line in parts)


def page(text):
    title = next(line for kind, line in blocks(text) if kind == "h1")
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{html.escape(title)}</title></head>\n'
            f"<body>\n<main>\n{markup(blocks(text))}\n</main>\n</body>\n</html>\n").encode()


def chapters(text):
    found = []
    for kind, line in blocks(text):
        if kind == "h2":
            found.append([])
        if kind != "h1":
            found[-1].append((kind, line))
    return found


def epub(text):
    title = next(line for kind, line in blocks(text) if kind == "h1")
    parts = chapters(text)
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml":
             f'{XML}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
             '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'}
    for i, part in enumerate(parts):
        files[f"chapter{i}.xhtml"] = (
            f'{XML}<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><head><title>{html.escape(part[0][1])}'
            f"</title></head><body>\n{markup(part)}\n</body></html>")
    files["book.opf"] = (
        f'{XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">stellator-samples</dc:identifier><dc:title>'
        f"{html.escape(title)}</dc:title><dc:language>en</dc:language></metadata><manifest>" + "".join(
            f'<item id="c{i}" href="chapter{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(len(parts)))
        + "</manifest><spine>" + "".join(f'<itemref idref="c{i}"/>' for i in range(len(parts))) + "</spine></package>")
    return packed(files)


def fb2(text):
    title = next(line for kind, line in blocks(text) if kind == "h1")
    sections = "\n".join(
        f"<section><title><p>{html.escape(part[0][1])}</p></title>\n"
        + "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for _, line in part[1:]) + "</section>"
        for part in chapters(text))
    return (f'{XML}<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info>'
            f"<genre>prose</genre><book-title>{html.escape(title)}</book-title><lang>ru</lang></title-info></description>\n"
            f"<body><title><p>{html.escape(title)}</p></title>\n{sections}\n</body></FictionBook>\n").encode()


def message(text, i=0):
    head, body = text.strip().split("\n\n", 1)
    fields = dict(line.split(" ", 1) for line in head.splitlines())
    mail = EmailMessage(policy=SMTP.clone(max_line_length=200))
    for name in ("FROM", "TO", "DATE", "SUBJECT"):
        mail[name.title()] = fields[name]
    mail["Message-ID"] = f"<{i}.{abs(hash_of(fields['DATE'] + fields['SUBJECT']))}@stellator.example>"
    mail.set_content(body + "\n", cte="8bit" if not body.isascii() else "7bit")
    return mail


def hash_of(text):
    value = 0
    for c in text:
        value = (value * 31 + ord(c)) % 1_000_000_007
    return value


def eml(text):
    return message(text).as_bytes()


def mbox(text):
    out = b""
    for i, part in enumerate(re.split(r"\n---\n", text.strip())):
        out += b"From sender@stellator.example Mon Mar 04 09:12:00 2024\n"
        out += message(part, i).as_bytes().replace(b"\r\n", b"\n") + b"\n"
    return out


def records(text):
    return [line.split("\t") for line in text.strip().splitlines()]


def table(text):
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["date", "level_m", "text"])
    rows.writerows(records(text))
    return out.getvalue().encode()


def jsonl(text):
    return "".join(json.dumps({"date": date, "text": note}) + "\n" for date, note in records(text)).encode()


def notebook(text):
    cells, kind, lines = [], "markdown", []

    def end():
        source = "\n".join(lines).strip()
        if source:
            cell = {"cell_type": kind, "id": f"cell{len(cells)}", "metadata": {},
                    "source": source.splitlines(keepends=True)}
            cells.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))

    for part in re.split(r"\n\s*\n", text.strip()):
        end()
        kind = "code" if part.startswith("CODE\n") else "markdown"
        lines = (part[5:] if kind == "code" else part).splitlines()
    end()
    return (json.dumps({"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4,
                        "nbformat_minor": 5}, indent=1) + "\n").encode()


def pdf(text):
    lines = []
    for kind, line in blocks(text):
        size = {"h1": 20, "h2": 14}.get(kind, 11)
        font = "F2" if kind in ("h1", "h2") else "F1"
        for row in textwrap.wrap(line, 46 if size == 20 else 84):
            lines.append((font, size, row))
        lines.append((font, 6, ""))
    pages, page_lines, height = [], [], 0
    for line in lines:
        height += line[1] * 1.4
        if height > 700:
            pages.append(page_lines)
            page_lines, height = [], line[1] * 1.4
        page_lines.append(line)
    pages.append(page_lines)
    objects = ["<< /Type /Catalog /Pages 2 0 R >>",
               f"<< /Type /Pages /Kids [{' '.join(f'{5 + 2 * i} 0 R' for i in range(len(pages)))}] /Count {len(pages)} >>",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
               "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding >>"]
    for i, rows in enumerate(pages):
        stream = "BT 72 770 Td\n"
        for font, size, row in rows:
            shown = row.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            stream += f"/{font} {size} Tf 0 {-size * 1.4:.1f} Td ({shown}) Tj\n"
        stream += "ET"
        objects.append("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> "
                       f"/Contents {6 + 2 * i} 0 R >>")
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010d} 00000 n \n" for offset in offsets).encode()
    return out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


WRITERS = {"docx": docx, "odt": odt, "html": page, "epub": epub, "fb2": fb2, "eml": eml, "mbox": mbox, "csv": table,
           "jsonl": jsonl, "ipynb": notebook, "pdf": pdf}

for source in sorted((HOME / "samples").glob("*.md")):
    content = source.read_text(encoding="utf-8")
    name = source.name.removesuffix(".md")
    russian = len(re.findall("[а-яё]", content)) * 2 > len(content)
    target = TARGET / ("ru" if russian else "en") / name
    target.write_bytes(WRITERS[name.rsplit(".", 1)[1]](content))
    print(target.relative_to(HOME.parent))
