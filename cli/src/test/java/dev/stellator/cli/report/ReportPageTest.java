package dev.stellator.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.cli.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
        assertThat(json.get("schema").asText()).isEqualTo("stellator/run/1");
        assertThat(json.get("seconds").isNull()).isTrue();
        assertThat(json.get("stations").get(0).get("state").asText()).isEqualTo("done");
        ReportPage.redraw(folder);
        assertThat(Files.readString(page)).isEqualTo(first);
    }
}
