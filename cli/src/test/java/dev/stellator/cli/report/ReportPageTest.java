package dev.stellator.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.api.json.Json;
import dev.stellator.engine.Hashes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
    @TempDir
    Path folder;

    private static RunReport report(String text) {
        return new RunReport(
                RunReport.SCHEMA,
                text,
                Instant.EPOCH,
                Double.NaN,
                42,
                Map.of(),
                Map.of(),
                List.of(text),
                List.of(new RunReport.Station("graph", RunReport.State.DONE, 1, text, Map.of("n", 1), null)),
                null,
                List.of(),
                30,
                List.of(),
                null,
                null,
                null,
                null);
    }

    @Test
    void shouldNotLetTextOfTheCorpusEndItsScript() throws Exception {
        Path page = ReportPage.write(report("</script><script>alert(1)</script><!-- {{data}}"), folder);
        String html = Files.readString(page);
        assertThat(html).doesNotContain("<script>alert(1)").contains("\\u003c/script>");
        assertThat(html).doesNotContainPattern("(src|href)=\"(https?:)?//");
    }

    @Test
    void shouldWriteTheSameReportAsJsonAndDrawItAnew() throws Exception {
        Path page = ReportPage.write(report("a title"), folder);
        String first = Files.readString(page);
        var json = Json.MAPPER.readTree(folder.resolve("report.json").toFile());
        assertThat(json.get("schema").asText()).isEqualTo(RunReport.SCHEMA);
        assertThat(json.get("seconds").isNull()).isTrue();
        assertThat(json.get("stations").get(0).get("state").asText()).isEqualTo("done");
        ReportPage.redraw(folder);
        assertThat(Files.readString(page)).isEqualTo(first);
    }

    @Test
    void shouldLetThePageRunItsOwnScriptsOnlyAndFetchNothing() throws Exception {
        String html = Files.readString(ReportPage.write(report("x"), folder));
        Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]+)\"")
                .matcher(html);
        assertThat(policy.find()).isTrue();
        assertThat(policy.group(1)).startsWith("default-src 'none'").doesNotContain("script-src 'unsafe");
        Matcher script = Pattern.compile("(?s)<script>(.*?)</script>").matcher(html);
        int scripts = 0;
        for (; script.find(); scripts++) {
            byte[] hash = Hashes.newSha256().digest(script.group(1).getBytes(StandardCharsets.UTF_8));
            assertThat(policy.group(1))
                    .contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        }
        assertThat(scripts).isEqualTo(2);
    }

    @Test
    void shouldNotTellWhereThingsLieOnTheMachine() throws Exception {
        Path data = folder.resolve("private/kant");
        Path model = Files.createFile(folder.resolve("secret-model.gguf"));
        Path home = Path.of(System.getProperty("user.home"), ".cache");
        for (String text : List.of("in the database in " + data, model.toString(), "from " + home)) {
            Path page = ReportPage.write(report(text), data.resolve("report"));
            for (Path file : List.of(page, data.resolve("report/report.json"))) {
                assertThat(Files.readString(file))
                        .doesNotContain(folder.toString(), System.getProperty("user.home") + "/.cache");
            }
        }
        assertThat(Files.readString(data.resolve("report/report.json"))).contains("from ~/.cache");
    }
}
