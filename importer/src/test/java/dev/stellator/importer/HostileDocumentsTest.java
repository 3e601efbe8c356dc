package dev.stellator.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that are made to hold an import up, or to take it out of its folder. A good one beside them is imported. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileDocumentsTest {
    private static final String GOOD = "The river remembers the lamp of the miller, who slept beside the wheel.";
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private final InMemoryCorpusGraph graph = new InMemoryCorpusGraph();

    private ImportSummary run(ReadSettings read) throws IOException {
        Files.writeString(folder.resolve("good.txt"), GOOD);
        ImportSummary summary = new Importer(graph, new HashEmbedder(), ImportSettings.of("test", read, false))
                .run(folder, Progress.SILENT);
        assertThat(graph.texts()).contains(GOOD);
        return summary;
    }

    static Stream<Arguments> slow() {
        String head = "From: a@b.example\nSubject: x\nDate: Thu, 1 Jan 2026 00:00:00 +0000\n\n";
        return Stream.of(
                Arguments.of("cell.html", "<table><tr><td>" + "a".repeat(MEGABYTE) + "</td></tr></table>"),
                Arguments.of("cells.html", "<table>" + "<tr><td>a b".repeat(50_000) + "</table>"),
                Arguments.of("cell.md", "|a|b|\n|-|-|\n|" + "a".repeat(MEGABYTE) + "|b|\n"),
                Arguments.of("dots.txt", ".".repeat(MEGABYTE) + "\n"),
                Arguments.of("spaced-dots.txt", ". ".repeat(MEGABYTE / 2) + "\n"),
                Arguments.of("reply.eml", head + "He wrote:" + "\n".repeat(MEGABYTE)),
                Arguments.of("replies.eml", head + "\nHe wrote: \n \n".repeat(MEGABYTE / 16)),
                Arguments.of("hyphens.txt", "aaaaaaa-\n".repeat(MEGABYTE / 9)),
                Arguments.of("open.md", "<".repeat(MEGABYTE)),
                Arguments.of("comments.md", "<!--".repeat(MEGABYTE / 4)),
                Arguments.of("instructions.md", "<?".repeat(MEGABYTE / 2)),
                Arguments.of("declarations.md", "<!X".repeat(MEGABYTE / 3)),
                Arguments.of("addresses.md", "<a@".repeat(MEGABYTE / 3)),
                Arguments.of("stars.txt", "*".repeat(MEGABYTE) + "a\n"),
                Arguments.of("mister.txt", "Mr. ".repeat(MEGABYTE / 4)),
                Arguments.of("ellipses.txt", "a… ".repeat(MEGABYTE / 3)),
                Arguments.of("letter.txt", "a".repeat(MEGABYTE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slow")
    void shouldNotBeHeldUp(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
        run(ReadSettings.DEFAULT.withFileTimeout(Duration.ofSeconds(40)));
    }

    @Test
    void shouldLeaveOutWhatTakesTooLongAndGoOn() throws IOException {
        Files.writeString(folder.resolve("a-slow.md"), ("- ".repeat(400) + "x\n").repeat(20_000));
        assertThat(run(ReadSettings.DEFAULT.withFileTimeout(Duration.ofMillis(400)))
                        .refused())
                .hasEntrySatisfying("a-slow.md", reason -> assertThat(reason).contains("--file-timeout"));
    }

    @Test
    void shouldReadAPdfWhoseFormDrawsItself() throws IOException {
        Files.writeString(folder.resolve("recursive.pdf"), pdf("/F0 Do /F0 Do", 1));
        run(ReadSettings.DEFAULT);
    }

    @Test
    void shouldRefuseAPdfWhoseFormsDrawEachOtherTwice() throws IOException {
        Files.writeString(folder.resolve("doubling.pdf"), pdf("/F1 Do /F1 Do", 40));
        assertThat(run(ReadSettings.DEFAULT).refused())
                .hasEntrySatisfying("doubling.pdf", reason -> assertThat(reason).contains("draws forms more than"));
    }

    /** Forms of which each draws the next one as told of the first. */
    private static String pdf(String drawing, int forms) {
        StringBuilder pdf = new StringBuilder("%PDF-1.4\n");
        List<Integer> offsets = new ArrayList<>();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < forms; i++) {
            names.append("/F").append(i).append(' ').append(5 + i).append(" 0 R ");
        }
        String resources = "/Resources << /XObject << " + names + ">> >>";
        List<String> objects = new ArrayList<>(List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R " + resources + " >>",
                "<< /Length 6 >>\nstream\n/F0 Do\nendstream"));
        for (int i = 0; i < forms; i++) {
            String body = i == forms - 1 && forms > 1 ? "" : drawing.replace("F1", "F" + (i + 1));
            objects.add("<< /Type /XObject /Subtype /Form /BBox [0 0 99 99] " + resources + " /Length " + body.length()
                    + " >>\nstream\n" + body + "\nendstream");
        }
        for (int i = 0; i < objects.size(); i++) {
            offsets.add(pdf.length());
            pdf.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
        }
        int table = pdf.length();
        pdf.append("xref\n0 ").append(objects.size() + 1).append("\n0000000000 65535 f \n");
        offsets.forEach(offset -> pdf.append(String.format("%010d 00000 n \n", offset)));
        return pdf.append("trailer << /Size ")
                .append(objects.size() + 1)
                .append(" /Root 1 0 R >>\nstartxref\n")
                .append(table)
                .append("\n%%EOF\n")
                .toString();
    }

    @Test
    void shouldReadAChapterOnceHoweverOftenTheSpineNamesIt() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            entry(
                    zip,
                    "META-INF/container.xml",
                    "<container><rootfiles><rootfile full-path='b.opf'/></rootfiles></container>");
            entry(
                    zip,
                    "b.opf",
                    "<package><manifest><item id='c' href='c.xhtml'/><item id='d' href='c.xhtml#x'/></manifest><spine>"
                            + "<itemref idref='c'/><itemref idref='d'/>".repeat(200) + "</spine></package>");
            entry(zip, "c.xhtml", "<html><body><p>Once upon a time there was one chapter only.</p></body></html>");
        }
        Files.write(folder.resolve("book.epub"), bytes.toByteArray());
        run(ReadSettings.DEFAULT);
        assertThat(graph.texts())
                .filteredOn(text -> text.contains("one chapter only"))
                .hasSize(1);
    }

    private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(UTF_8));
    }

    @Test
    void shouldRefuseAnArchiveWhoseEntriesLieOverEachOther() throws IOException {
        Files.write(folder.resolve("overlap.zip"), overlapping(3));
        assertThat(run(ReadSettings.DEFAULT).refused())
                .hasEntrySatisfying("overlap.zip", reason -> assertThat(reason).contains("over each other"));
    }

    /** An archive whose directory names one packed member several times. */
    private static byte[] overlapping(int times) throws IOException {
        byte[] text = GOOD.repeat(1000).getBytes(UTF_8);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(text);
        deflater.finish();
        byte[] packed = new byte[text.length];
        int length = deflater.deflate(packed);
        deflater.end();
        CRC32 crc = new CRC32();
        crc.update(text);
        ByteBuffer zip = ByteBuffer.allocate(length + 200 + 100 * times).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0x04034b50)
                .putShort((short) 20)
                .putShort((short) 0)
                .putShort((short) 8)
                .putInt(0);
        zip.putInt((int) crc.getValue()).putInt(length).putInt(text.length);
        zip.putShort((short) 5).putShort((short) 0).put("0.txt".getBytes(UTF_8)).put(packed, 0, length);
        int directory = zip.position();
        for (int i = 0; i < times; i++) {
            zip.putInt(0x02014b50)
                    .putShort((short) 20)
                    .putShort((short) 20)
                    .putShort((short) 0)
                    .putShort((short) 8);
            zip.putInt(0).putInt((int) crc.getValue()).putInt(length).putInt(text.length);
            zip.putShort((short) 5)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0)
                    .putShort((short) 0);
            zip.putInt(0).putInt(0).put((i + ".txt").getBytes(UTF_8));
        }
        int size = zip.position() - directory;
        zip.putInt(0x06054b50).putInt(0).putShort((short) times).putShort((short) times);
        zip.putInt(size).putInt(directory).putShort((short) 0);
        return java.util.Arrays.copyOf(zip.array(), zip.position());
    }

    @Test
    void shouldCountWhatAllMembersTogetherUnpackTo() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(Deflater.BEST_COMPRESSION);
            byte[] spaces = new byte[10 * MEGABYTE];
            java.util.Arrays.fill(spaces, (byte) ' ');
            for (int i = 0; i < 30; i++) {
                zip.putNextEntry(new ZipEntry(i + ".txt"));
                zip.write(spaces);
            }
        }
        Files.write(folder.resolve("many.zip"), bytes.toByteArray());
        ImportSummary summary = run(ReadSettings.DEFAULT);
        assertThat(summary.refused())
                .hasEntrySatisfying("many.zip", reason -> assertThat(reason).contains("zip bomb"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void shouldLeaveOutLinksThatLeadOutOfTheFolderUnlessTheyAreFollowed(@TempDir Path outside) throws IOException {
        String secret = "The secret of the neighbour stands in this private file.";
        Files.writeString(Files.createDirectories(outside.resolve("inner")).resolve("b.txt"), secret);
        Files.writeString(outside.resolve("a.txt"), secret + " Here it is again.");
        Files.createSymbolicLink(folder.resolve("file.txt"), outside.resolve("a.txt"));
        Files.createSymbolicLink(folder.resolve("inner"), outside.resolve("inner"));
        Files.createSymbolicLink(folder.resolve("same.txt"), Path.of("good.txt"));
        assertThat(run(ReadSettings.DEFAULT).refused())
                .containsOnlyKeys("file.txt", "inner")
                .allSatisfy((uri, reason) -> assertThat(reason).contains("--follow-links"));
        assertThat(graph.texts()).noneMatch(text -> text.contains("secret"));
        assertThat(run(ReadSettings.DEFAULT.withFollowLinks(true)).refused()).isEmpty();
        assertThat(graph.texts()).contains(secret);
    }
}
