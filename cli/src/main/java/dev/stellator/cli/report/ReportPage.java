package dev.stellator.cli.report;

import dev.stellator.cli.Json;
import dev.stellator.cli.WholeFiles;
import dev.stellator.engine.StellatorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a report as {@code report.json} and as {@code report.html}, which needs no network and no other file. */
public final class ReportPage {
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
        Path page = folder.resolve("report.html");
        try {
            WholeFiles.write(folder.resolve("report.json"), Json.pretty(report));
            WholeFiles.write(page, html(Json.line(report)));
        } catch (IOException e) {
            throw new StellatorException("cannot write the report into " + folder + ": " + e.getMessage(), e);
        }
        return page;
    }

    /** Draws the page anew from the {@code report.json} in a folder. */
    public static Path redraw(Path folder) {
        Path page = folder.resolve("report.html");
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

    private static String resource(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the program lacks its part " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
