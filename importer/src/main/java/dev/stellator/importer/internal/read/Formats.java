package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.ReadSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/** The known formats: told by what a file begins with where that is certain, and by its extension else. */
public final class Formats {
    private static final int BEGINNING = 1024;
    private static final long MOST_OF_WORKBOOK = 256L << 20;
    private static final int XML_BEGINNING = 4096;
    private static final int TEXT_BEGINNING = 1 << 14;

    private final Map<String, Format> byExtension = new HashMap<>();
    private final DocumentReader html;
    private final DocumentReader pdf;
    private final DocumentReader rtf;
    private final DocumentReader docx;
    private final DocumentReader odt;
    private final DocumentReader epub;
    private final RecordReader xlsx;
    private final RecordReader ods;
    private final RecordReader xls;
    private final XmlKinds xml;
    private final RecordReader clippings = new ClippingsReader();
    private final ArchiveReader zip = new ZipReader();
    private final ArchiveReader gzip = PackedReader.GZIP;
    private final ArchiveReader bzip2 = PackedReader.BZIP2;

    /** Formats whose files begin in a way of their own. */
    private final Set<Format> marked = new HashSet<>();

    public Formats(ReadSettings settings) {
        long limit = settings.heldLimit();
        html = new HtmlReader(limit);
        pdf = new PdfReader(4 * limit);
        rtf = new RtfReader(limit);
        docx = new DocxReader(4 * limit);
        odt = new OdtReader(4 * limit);
        epub = new EpubReader(limit);
        xlsx = new XlsxReader(4 * limit, settings.textColumn());
        ods = new OdsReader(4 * limit, settings.textColumn());
        xls = new XlsReader(limit, settings.textColumn());
        xml = new XmlKinds(limit, settings.textElement());
        add(new PlainTextReader(), "txt", "text");
        add(new MarkdownReader(limit), "md", "markdown", "mdx", "qmd", "rmd");
        add(html, "html", "htm", "xhtml");
        add(pdf, "pdf");
        add(rtf, "rtf");
        add(docx, "docx");
        add(odt, "odt");
        add(epub, "epub");
        add(new MailReader(limit), "eml", "mht", "mhtml");
        add(new NotebookReader(limit), "ipynb");
        add(new SubtitleReader(), "srt", "vtt");
        add(new MboxReader(limit), "mbox", "mbx");
        add(new TableReader("csv", settings.textColumn()), "csv");
        add(new TableReader("tsv", settings.textColumn()), "tsv", "tab");
        add(new JsonLinesReader(settings.textColumn()), "jsonl", "ndjson");
        add(new JsonReader(settings.textColumn()), "json");
        add(new OrgReader(limit), "org");
        add(new RstReader(limit), "rst");
        add(new AsciiDocReader(limit), "adoc", "asciidoc");
        add(new TexReader(limit), "tex", "latex");
        add(new ReferenceReader(false), "bib");
        add(new ReferenceReader(true), "ris");
        add(xlsx, "xlsx", "xlsm");
        add(ods, "ods");
        add(xls, "xls");
        add(new WikiReader(limit), "wiki", "mediawiki");
        add(bzip2, "bz2");
        XmlKinds.EXTENSIONS.forEach(extension -> add(html, extension));
        add(zip, "zip");
        add(gzip, "gz", "tgz");
        marked.addAll(Set.of(pdf, rtf, docx, odt, epub, xlsx, ods, xls, zip, gzip, bzip2));
    }

    private void add(Format format, String... extensions) {
        for (String extension : extensions) {
            byExtension.put(extension, format);
        }
    }

    /** All extensions, with a full stop, in order. */
    public static String extensions() {
        return new Formats(ReadSettings.DEFAULT)
                .byExtension.keySet().stream()
                        .map(extension -> "." + extension)
                        .sorted()
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("");
    }

    /** Whether files of this name may be readable. */
    public boolean knows(String fileName) {
        return byExtension.containsKey(extension(fileName));
    }

    private static String extension(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /**
     * The format of a file.
     *
     * @throws InputRefusedException when it is not read, with the reason
     */
    public Format of(String fileName, Content content) throws IOException {
        Format named = byExtension.get(extension(fileName));
        if (named == null) {
            throw new InputRefusedException("format not supported yet");
        }
        if (content.size() == 0) {
            throw new InputRefusedException("empty file");
        }
        byte[] beginning = content.beginning(BEGINNING);
        Optional<Format> seen = byBeginning(beginning, content);
        if (seen.isPresent()) {
            return seen.get();
        }
        Optional<Format> kind = kindOfXml(extension(fileName), content);
        if (kind.isPresent()) {
            return kind.get();
        }
        if (named.format().equals("text") && ClippingsReader.isBegunBy(text(content))) {
            return clippings;
        }
        if (marked.contains(named)) {
            throw new InputRefusedException(
                    "no " + named.format() + ", or damaged: it does not begin like one, in spite of its name");
        }
        return named;
    }

    private Optional<Format> byBeginning(byte[] bytes, Content content) throws IOException {
        String start = new String(bytes, StandardCharsets.ISO_8859_1);
        if (start.contains("%PDF-")) {
            return Optional.of(pdf);
        }
        if (start.startsWith("{\\rtf")) {
            return Optional.of(rtf);
        }
        if (start.startsWith("PK\3\4") || start.startsWith("PK\5\6")) {
            return Optional.of(zipped(content));
        }
        if (start.startsWith("\u001F\u008B")) {
            return Optional.of(gzip);
        }
        if (start.startsWith("\u00D0\u00CF\u0011\u00E0")) {
            if (isWorkbook(content)) {
                return Optional.of(xls);
            }
            throw new InputRefusedException("an old or encrypted office document; save it as .docx or .xlsx");
        }
        if (start.startsWith("BZh")) {
            return Optional.of(bzip2);
        }
        String lower = start.stripLeading().toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return Optional.of(html);
        }
        return Optional.empty();
    }

    /** Whether a compound file holds a workbook of Excel 97 to 2003: its directory names one. */
    private static boolean isWorkbook(Content content) throws IOException {
        if (content.size() > MOST_OF_WORKBOOK) {
            return false;
        }
        try (InputStream in = content.open();
                POIFSFileSystem files = new POIFSFileSystem(in)) {
            return files.getRoot().hasEntry("Workbook") && !files.getRoot().hasEntry("EncryptedPackage");
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static String text(Content content) throws IOException {
        return new String(content.beginning(TEXT_BEGINNING), StandardCharsets.UTF_8);
    }

    /** XML is told by its root, where a name or a declaration says that it is XML. */
    private Optional<Format> kindOfXml(String extension, Content content) throws IOException {
        String start = withoutMark(new String(content.beginning(XML_BEGINNING), StandardCharsets.ISO_8859_1));
        boolean named = XmlKinds.EXTENSIONS.contains(extension);
        Optional<Format> kind = named || start.startsWith("<?xml") ? xml.of(start) : Optional.empty();
        if (named && kind.isEmpty() && !start.toLowerCase(Locale.ROOT).contains("<html")) {
            throw XmlKinds.unknown(start);
        }
        return kind;
    }

    /** Signs of a Latin alphabet without a byte order mark, and without what UTF-16 puts between them. */
    private static String withoutMark(String start) {
        String bare = start.startsWith("\u00EF\u00BB\u00BF") ? start.substring(3) : start;
        bare = bare.startsWith("\u00FF\u00FE") || bare.startsWith("\u00FE\u00FF") ? bare.substring(2) : bare;
        return bare.replace("\0", "");
    }

    /** What a zip archive is, by the members that it must have. */
    private Format zipped(Content content) throws IOException {
        try (ZipFile archive =
                ZipFile.builder().setSeekableByteChannel(content.channel()).get()) {
            if (archive.getEntry("word/document.xml") != null) {
                return docx;
            }
            if (archive.getEntry("xl/workbook.xml") != null) {
                return xlsx;
            }
            if (archive.getEntry("META-INF/container.xml") != null) {
                return epub;
            }
            if (archive.getEntry("content.xml") != null && archive.getEntry("META-INF/manifest.xml") != null) {
                return isSpreadsheet(archive) ? ods : odt;
            }
            if (archive.getEntry("[Content_Types].xml") != null) {
                throw new InputRefusedException("an office document that is no text; format not supported yet");
            }
            return zip;
        } catch (InputRefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new InputRefusedException("damaged archive: " + e.getMessage(), e);
        }
    }

    private static boolean isSpreadsheet(ZipFile archive) throws IOException {
        ZipArchiveEntry type = archive.getEntry("mimetype");
        if (type == null || type.getSize() > BEGINNING) {
            return false;
        }
        try (InputStream in = archive.getInputStream(type)) {
            return new String(in.readNBytes(BEGINNING), StandardCharsets.ISO_8859_1).contains("spreadsheet");
        }
    }
}
