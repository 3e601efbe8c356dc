package dev.stellator.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand files that are broken in some way, among whole ones. */
class DamagedFilesTest {
    private static final int FILES = 1000;
    private static final String NAMES = " '\"#%&?!*+,;=@[]{}()$~^`|<>:\\\t\u00e9\u0416\u4e2d\uD83D\uDE00\u200b\u202e\n";

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final Random random = new Random(7);
    private final InMemoryCorpusGraph graph = new InMemoryCorpusGraph();
    private final Map<String, byte[]> files = new TreeMap<>();

    @Test
    void shouldImportWhatIsWholeAndNameEachOtherWithAReason() throws IOException {
        try (ServerSocket network = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, byte[]> whole = GeneratedDocuments.all();
            whole.forEach((name, bytes) -> files.put("whole/" + name, bytes));
            hostile("http://127.0.0.1:" + network.getLocalPort() + "/");
            oddNames();
            wrongExtensions(whole);
            List<Map.Entry<String, byte[]>> bases = List.copyOf(whole.entrySet());
            for (int i = 0; files.size() < FILES + whole.size(); i++) {
                Map.Entry<String, byte[]> base = bases.get(i % bases.size());
                files.put(
                        (i % 2 == 0 ? "cut/" : "flipped/") + i + "-" + base.getKey(),
                        i % 2 == 0 ? cut(base.getValue()) : flipped(base.getValue()));
            }
            write();
            Files.createSymbolicLink(folder.resolve("loop"), folder);
            Files.createSymbolicLink(folder.resolve("one.txt"), folder.resolve("two.txt"));
            Files.createSymbolicLink(folder.resolve("two.txt"), folder.resolve("one.txt"));

            ImportSummary summary =
                    new Importer(graph, new HashEmbedder(), ImportSettings.of("test")).run(folder, Progress.SILENT);

            assertThat(unaccounted(summary)).isEmpty();
            whole.keySet()
                    .forEach(name ->
                            assertThat(isStored("whole/" + name)).as(name).isTrue());
            assertThat(summary.refused()).containsKeys("loop", "one.txt", "two.txt");
            assertThat(summary.refused().values()).noneMatch(String::isBlank);
            assertThat(summary.refused().get("hostile/bomb.zip!/bomb.txt")).contains("zip bomb");
            assertThat(summary.refused().get("hostile/bomb.docx")).contains("zip bomb");
            assertThat(graph.texts()).noneMatch(text -> text.contains("root:") || text.contains("lollollol"));
            network.setSoTimeout(1);
            assertThat(isConnected(network)).isFalse();
        }
    }

    private static boolean isConnected(ServerSocket network) throws IOException {
        try {
            network.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private List<String> unaccounted(ImportSummary summary) {
        List<String> missing = new ArrayList<>();
        for (String name : files.keySet()) {
            boolean refused = summary.refused().keySet().stream().anyMatch(key -> isOf(key, name));
            if (!refused && !isStored(name)) {
                missing.add(name);
            }
        }
        return missing;
    }

    private boolean isStored(String name) {
        return graph.places.keySet().stream().anyMatch(uri -> isOf(uri, name));
    }

    private static boolean isOf(String uri, String file) {
        return uri.equals(file) || uri.startsWith(file + "#") || uri.startsWith(file + "!/");
    }

    private void write() throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    private byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    private byte[] flipped(byte[] bytes) {
        byte[] broken = bytes.clone();
        int flips = 1 + random.nextInt(1 + broken.length / 20);
        for (int i = 0; i < flips; i++) {
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return broken;
    }

    private void wrongExtensions(Map<String, byte[]> whole) {
        String[] extensions = {
            "txt", "md", "html", "pdf", "docx", "odt", "epub", "rtf", "eml", "json", "zip", "gz", "csv"
        };
        whole.forEach((name, bytes) -> {
            for (String extension : extensions) {
                files.put("wrong/" + name + "." + extension, bytes);
            }
        });
    }

    private void oddNames() {
        for (int i = 0; i < 40; i++) {
            StringBuilder name = new StringBuilder("odd/" + i);
            for (int k = 0; k < 6; k++) {
                int at = random.nextInt(NAMES.length());
                name.append(Character.isSurrogate(NAMES.charAt(at)) ? "\uD83D\uDE00" : NAMES.substring(at, at + 1));
            }
            files.put(name + ".txt", GeneratedDocuments.text("name " + i));
        }
        for (int i = 0; i < 20; i++) {
            files.put(
                    "empty/" + i
                            + List.of(".txt", ".pdf", ".zip", ".json", ".md").get(i % 5),
                    new byte[0]);
        }
    }

    private void hostile(String network) throws IOException {
        String lol = "<!DOCTYPE d [<!ENTITY a 'lol'>"
                + nested("<!ENTITY %s '%s'>", 12)
                + "<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y SYSTEM '" + network + "x'>"
                + "<!ENTITY % z SYSTEM '" + network + "z.dtd'> %z;]>";
        String words =
                "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r>"
                        + "<w:t>A sentence about &l; &x; &y; stands here.</w:t></w:r></w:p></w:body></w:document>";
        files.put("hostile/entities.docx", docx("<?xml version='1.0'?>" + lol + words));
        files.put(
                "hostile/entities.odt",
                odt("<?xml version='1.0'?>" + lol + "<d>A sentence about &l; &x; &y; stands here.</d>"));
        files.put(
                "hostile/entities.epub",
                GeneratedDocuments.zip(Map.of("META-INF/container.xml", (lol + "<d>&l;&x;&y;</d>").getBytes(UTF_8))));
        files.put(
                "hostile/entities.html",
                (lol + "<html><body><p>A sentence about &l; &x; stands here.</p><iframe src='" + network
                                + "'></iframe><link rel=stylesheet href='" + network + "'></body></html>")
                        .getBytes(UTF_8));
        files.put("hostile/nested.docx", docx("<?xml version='1.0'?>" + "<a>".repeat(200_000)));
        files.put("hostile/nested.html", ("<html><body>" + "<div>".repeat(200_000) + "deep").getBytes(UTF_8));
        files.put("hostile/nested.json", "[".repeat(200_000).getBytes(UTF_8));
        files.put("hostile/nested2.json", "[{\"a\":".repeat(50_000).getBytes(UTF_8));
        files.put("hostile/nested.jsonl", ("{\"text\":" + "[".repeat(100_000) + "\n").getBytes(UTF_8));
        files.put("hostile/nested.md", (">".repeat(100_000) + " deep").getBytes(UTF_8));
        files.put("hostile/nested2.md", ("[".repeat(20_000) + " deep").getBytes(UTF_8));
        files.put("hostile/nested.rtf", ("{\\rtf1" + "{".repeat(200_000)).getBytes(UTF_8));
        files.put("hostile/line.txt", "word ".repeat(300_000).getBytes(UTF_8));
        files.put("hostile/line2.txt", "w".repeat(3_000_000).getBytes(UTF_8));
        files.put("hostile/line.csv", ("text\n\"" + "word ".repeat(400_000)).getBytes(UTF_8));
        files.put("hostile/line.jsonl", ("{\"text\":\"" + "word ".repeat(4_000_000)).getBytes(UTF_8));
        files.put("hostile/line.eml", ("Subject: " + "x".repeat(3_000_000)).getBytes(UTF_8));
        files.put("hostile/bomb.zip", bomb("bomb.txt"));
        files.put("hostile/bomb.docx", bomb("word/document.xml"));
        files.put("hostile/bomb.epub", bomb("META-INF/container.xml"));
        files.put("hostile/bomb.txt.gz", GeneratedDocuments.gzip(new byte[64 << 20]));
        byte[] nested = GeneratedDocuments.text("deep archive");
        for (int i = 0; i < 8; i++) {
            nested = GeneratedDocuments.zip(Map.of(i == 0 ? "a.txt" : "a.zip", nested));
        }
        files.put("hostile/archives.zip", nested);
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);
        for (String extension :
                List.of("txt", "md", "html", "pdf", "docx", "eml", "mbox", "csv", "json", "jsonl", "zip", "gz")) {
            files.put("hostile/noise." + extension, noise);
        }
    }

    /** Each entity is ten of the one before: the last would be a hundred thousand million words. */
    private static String nested(String form, int levels) {
        StringBuilder entities = new StringBuilder();
        for (int i = 1; i < levels; i++) {
            String before = "&" + (char) ('a' + i - 1) + ";";
            entities.append(form.formatted((char) ('a' + i), before.repeat(10)));
        }
        return entities.toString();
    }

    private static byte[] docx(String document) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put(
                "[Content_Types].xml",
                ("<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default Extension='rels'"
                                + " ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Override"
                                + " PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument"
                                + ".wordprocessingml.document.main+xml'/></Types>")
                        .getBytes(UTF_8));
        parts.put(
                "_rels/.rels",
                ("<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship"
                                + " Id='r' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships"
                                + "/officeDocument' Target='word/document.xml'/></Relationships>")
                        .getBytes(UTF_8));
        parts.put("word/document.xml", document.getBytes(UTF_8));
        return GeneratedDocuments.zip(parts);
    }

    private static byte[] odt(String content) throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("mimetype", "application/vnd.oasis.opendocument.text".getBytes(UTF_8));
        parts.put("content.xml", content.getBytes(UTF_8));
        parts.put("META-INF/manifest.xml", "<manifest/>".getBytes(UTF_8));
        return GeneratedDocuments.zip(parts);
    }

    private static byte[] bomb(String name) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            for (int i = 0; i < 64; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        return out.toByteArray();
    }
}
