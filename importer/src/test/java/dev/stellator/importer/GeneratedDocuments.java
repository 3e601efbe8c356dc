package dev.stellator.importer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.poi.wp.usermodel.HeaderFooterType;
import org.apache.poi.xwpf.usermodel.XWPFDocument;

/**
 * A document in each format, each with two sentences that must come out whole, and around them what must not come out:
 * markup, running heads, page numbers, navigation, code, quoted mails, licences. The furniture holds the word
 * {@code xyzzy}.
 */
final class GeneratedDocuments {
    static final String FURNITURE = "xyzzy";

    private GeneratedDocuments() {}

    /** The first sentence of a document by its format. */
    static String first(String format) {
        return "The old lamp of the " + format + " house was lit again by somebody in the evening.";
    }

    static String second(String format) {
        return "Nobody who came to the " + format + " harbour remembered how the river had been crossed.";
    }

    /** Names with contents. */
    static Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("text.txt", text("text"));
        files.put(
                "cyrillic.txt",
                "Старая лампа снова горела. Никто не помнил, как перешли реку."
                        .getBytes(Charset.forName("windows-1251")));
        files.put("markdown.md", markdown());
        files.put("html.html", html("html"));
        files.put("pdf.pdf", pdf());
        files.put("docx.docx", docx());
        files.put("odt.odt", odt());
        files.put("epub.epub", epub());
        files.put("rtf.rtf", rtf());
        files.put("mail.eml", mail("mail"));
        files.put("mbox.mbox", mbox());
        files.put(
                "csv.csv",
                ("id,text,note\n1,\"" + first("csv") + "\",xyzzy\n2,\"" + second("csv") + "\",xyzzy\n")
                        .getBytes(UTF_8));
        files.put("tsv.tsv", ("id\ttext\n1\t" + first("tsv") + "\n2\t" + second("tsv") + "\n").getBytes(UTF_8));
        files.put(
                "jsonl.jsonl",
                ("{\"text\": \"" + first("jsonl") + "\", \"n\": \"xyzzy\"}\n{\"text\": \"" + second("jsonl") + "\"}\n")
                        .getBytes(UTF_8));
        files.put("chat.json", chat());
        files.put("transcript.md", transcript());
        files.put("zip.zip", zip(Map.of("inner/text.txt", text("zip"), "__MACOSX/x.txt", text(FURNITURE))));
        files.put("gzip.txt.gz", gzip(text("gzip")));
        return files;
    }

    static byte[] text(String format) {
        return (first(format) + "\n" + second(format) + "\n").getBytes(UTF_8);
    }

    private static byte[] markdown() {
        return ("# A title of its own\n\n" + first("markdown") + "\n\n```\nint xyzzy = 1;\n```\n\n- "
                        + second("markdown") + " ![xyzzy](a.png)\n")
                .getBytes(UTF_8);
    }

    static byte[] html(String format) {
        return ("<!doctype html><html><head><title>A page</title><style>.xyzzy{}</style></head><body>"
                        + "<nav><a href='http://203.0.113.1/'>xyzzy</a></nav><div class='sidebar'>The xyzzy of the side.</div>"
                        + "<main><h1>A page of its own</h1><p>" + first(format) + "</p><p>"
                        + second(format).replace("who", "<b>who</b>")
                        + "</p><pre><code>xyzzy()</code></pre><img src='http://203.0.113.1/xyzzy.png'></main>"
                        + "<footer>All xyzzy rights reserved by nobody.</footer></body></html>")
                .getBytes(UTF_8);
    }

    /** Four pages with a running head and numbers, the sentences over line and page ends, one word divided. */
    private static byte[] pdf() throws IOException {
        try (PDDocument pdf = new PDDocument();
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            List<List<String>> pages = List.of(
                    List.of(
                            "The old lamp of the pdf house was lit",
                            "again by some-",
                            "body in the evening.",
                            "Nobody who came to the pdf harbour"),
                    List.of(
                            "remembered how the river had been crossed.",
                            "Water has no opinion about the map that is drawn of it."),
                    List.of("A third page has its own sentence about the mill.", "It is not a long one."),
                    List.of("The last page ends the matter without any haste.", "So it does."));
            for (int i = 0; i < pages.size(); i++) {
                PDPage page = new PDPage();
                pdf.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(pdf, page)) {
                    line(content, 72, 760, "THE XYZZY OF RUNNING HEADS " + (i + 5));
                    float top = 700;
                    for (String text : pages.get(i)) {
                        line(content, 72, top, text);
                        top -= 14;
                    }
                }
            }
            pdf.save(out);
            return out.toByteArray();
        }
    }

    private static void line(PDPageContentStream content, float left, float top, String text) throws IOException {
        content.beginText();
        content.setFont(new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN), 11);
        content.newLineAtOffset(left, top);
        content.showText(text);
        content.endText();
    }

    private static byte[] docx() throws IOException {
        try (XWPFDocument document = new XWPFDocument();
                ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            document.createHeader(HeaderFooterType.DEFAULT)
                    .createParagraph()
                    .createRun()
                    .setText("The xyzzy of the header.");
            document.createParagraph().createRun().setText(first("docx"));
            var second = document.createParagraph();
            second.createRun().setText(second("docx").substring(0, 20));
            second.createRun().setText(second("docx").substring(20));
            document.write(out);
            return out.toByteArray();
        }
    }

    private static byte[] odt() throws IOException {
        String body = "<?xml version='1.0'?><office:document-content"
                + " xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
                + " xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:text><text:p>"
                + first("odt") + "</text:p><text:p>" + second("odt").replace("who", "<text:span>who</text:span>")
                + "</text:p></office:text></office:body></office:document-content>";
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("mimetype", "application/vnd.oasis.opendocument.text".getBytes(UTF_8));
        parts.put("content.xml", body.getBytes(UTF_8));
        parts.put("META-INF/manifest.xml", "<manifest/>".getBytes(UTF_8));
        return zip(parts);
    }

    private static byte[] epub() throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("mimetype", "application/epub+zip".getBytes(UTF_8));
        parts.put(
                "META-INF/container.xml",
                "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>".getBytes(UTF_8));
        parts.put(
                "OEBPS/book.opf",
                ("<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>A book</dc:title></metadata>"
                                + "<manifest><item id='n' href='nav.xhtml' properties='nav'/><item id='b' href='b.xhtml'/>"
                                + "<item id='a' href='a.xhtml'/></manifest><spine><itemref idref='n'/><itemref idref='a'/>"
                                + "<itemref idref='b'/></spine></package>")
                        .getBytes(UTF_8));
        parts.put("OEBPS/nav.xhtml", "<html><body><p>The xyzzy of contents is here.</p></body></html>".getBytes(UTF_8));
        parts.put("OEBPS/a.xhtml", ("<html><body><p>" + first("epub") + "</p></body></html>").getBytes(UTF_8));
        parts.put("OEBPS/b.xhtml", ("<html><body><p>" + second("epub") + "</p></body></html>").getBytes(UTF_8));
        return zip(parts);
    }

    private static byte[] rtf() {
        return ("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Times;}}{\\header The xyzzy of the header.\\par}\\f0 "
                        + first("rtf") + "\\par " + second("rtf").replace("who", "{\\b who}") + "\\par}")
                .getBytes(UTF_8);
    }

    static byte[] mail(String format) {
        return ("From: Anna <anna@example.org>\nTo: b@example.org\nSubject: A question\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n"
                        + "Content-Type: text/plain; charset=utf-8\n\n" + first(format) + "\n\n" + second(format)
                        + "\n\nOn Sunday B wrote:\n> The xyzzy of before.\n-- \nAnna of xyzzy\n")
                .getBytes(UTF_8);
    }

    private static byte[] mbox() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String format : List.of("mbox", "second mbox")) {
            out.write("From anna@example.org Mon Jan  1 10:00:00 2024\n".getBytes(UTF_8));
            out.write(mail(format));
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static byte[] chat() {
        return ("[{\"author\": \"Anna\", \"time\": \"2024-01-01T10:00:00\", \"text\": \"" + first("chat")
                        + "\"}, {\"author\": \"Boris\", \"time\": \"2024-01-01T10:01:00\", \"text\": \""
                        + second("chat") + "\"}]")
                .getBytes(UTF_8);
    }

    private static byte[] transcript() {
        return ("> **Anna:** " + first("transcript") + "\n\n> **Boris:** " + second("transcript")
                        + "\n\n> **Anna:** That is what the miller said about the water.\n\n"
                        + "> **Boris:** Then we shall have to ask the miller himself.\n")
                .getBytes(UTF_8);
    }

    static byte[] zip(Map<String, byte[]> parts) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                ZipEntry entry = new ZipEntry(part.getKey());
                if (part.getKey().equals("mimetype")) {
                    CRC32 crc = new CRC32();
                    crc.update(part.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(part.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(part.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
