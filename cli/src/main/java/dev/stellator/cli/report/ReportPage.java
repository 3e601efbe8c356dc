package dev.stellator.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.api.json.Json;
import dev.stellator.api.json.MachinePaths;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.WholeFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Writes a report as {@code report.json} and as {@code report.html}, which needs no network and no other file. */
public final class ReportPage {
    /** Name of the page's file. */
    public static final String PAGE = "report.html";

    private static final String CHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

    private ReportPage() {}

    /** Writes both files into the folder, each replaced at once, and returns the page's path. */
    public static Path write(RunReport report, Path folder) {
        return page(report, folder);
    }

    /** The same for the report of one command. */
    public static Path write(StudyReport report, Path folder) {
        return page(report, folder);
    }

    private static Path page(Object report, Path folder) {
        Path page = folder.resolve(PAGE);
        Path data = Objects.requireNonNullElse(folder.toAbsolutePath().getParent(), folder);
        JsonNode shown = new MachinePaths(data).without(Json.MAPPER.valueToTree(report));
        try {
            WholeFiles.write(folder.resolve("report.json"), Json.pretty(shown));
            WholeFiles.write(page, html(Json.line(shown)));
        } catch (IOException e) {
            throw new StellatorException("cannot write the report into " + folder + ": " + e.getMessage(), e);
        }
        return page;
    }

    /** Draws the page anew from the {@code report.json} in a folder. */
    public static Path redraw(Path folder) {
        Path page = folder.resolve(PAGE);
        try {
            WholeFiles.write(
                    page,
                    html(Json.MAPPER
                            .readTree(folder.resolve("report.json").toFile())
                            .toString()));
        } catch (IOException e) {
            throw new StellatorException("cannot draw the report in " + folder + ": " + e.getMessage(), e);
        }
        return page;
    }

    private static String html(String json) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("{{css}}", resource("report.css"));
        parts.put("{{charts}}", resource(CHARTS));
        parts.put("{{script}}", resource("report.js"));
        parts.put("{{policy}}", policy(parts.get("{{charts}}"), parts.get("{{script}}")));
        // Inside a script element only "</" and "<!--" could end or change it.
        parts.put("{{data}}", json.replace("<", "\\u003c"));
        String template = resource("report.html");
        StringBuilder page = new StringBuilder();
        int from = 0;
        while (from < template.length()) {
            int at = template.indexOf("{{", from);
            if (at < 0) {
                break;
            }
            int end = template.indexOf("}}", at) + 2;
            page.append(template, from, at).append(parts.get(template.substring(at, end)));
            from = end;
        }
        return page.append(template, from, template.length()).toString();
    }

    /** The page runs its own two scripts, which it names by their hashes, and fetches nothing. */
    private static String policy(String... scripts) {
        StringBuilder hashes = new StringBuilder();
        for (String script : scripts) {
            byte[] hash = Hashes.newSha256().digest(script.getBytes(StandardCharsets.UTF_8));
            hashes.append(" 'sha256-")
                    .append(Base64.getEncoder().encodeToString(hash))
                    .append('\'');
        }
        return "default-src 'none'; script-src" + hashes
                + "; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the program lacks its part " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
