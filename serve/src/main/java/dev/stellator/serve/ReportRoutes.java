package dev.stellator.serve;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.api.json.Json;
import dev.stellator.api.json.MachinePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reports that commands left in the data folder: what was measured, and how sure it is. */
final class ReportRoutes {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,80}");
    private static final String FILE = "report.json";
    private static final String LAST_RUN = "run";

    private final Path data;
    private final MachinePaths paths;

    ReportRoutes(Path data, MachinePaths paths) {
        this.data = data;
        this.paths = paths;
    }

    void addTo(Router router) {
        router.on("GET", "/api/v1/reports", exchange -> exchange.json(200, all()))
                .on("GET", "/api/v1/reports/{id}", this::one);
    }

    /** @param title what it is a report of */
    record Row(String id, String title, Instant written) {}

    private List<Row> all() throws IOException {
        List<Row> rows = new ArrayList<>();
        Path reports = data.resolve("report");
        add(rows, LAST_RUN, reports);
        for (Path folder : folders(reports)) {
            add(rows, String.valueOf(folder.getFileName()), folder);
        }
        for (Path folder : folders(data.resolve("runs"))) {
            add(rows, String.valueOf(folder.getFileName()), folder);
        }
        rows.sort(Comparator.comparing(Row::written).reversed());
        return rows;
    }

    private static List<Path> folders(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(place)) {
            return inside.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    private static void add(List<Row> rows, String id, Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            JsonNode title = Json.MAPPER.readTree(file.toFile()).path("title");
            rows.add(new Row(
                    id, title.asText(id), Files.getLastModifiedTime(file).toInstant()));
        }
    }

    private void one(Exchange exchange) throws IOException {
        String id = exchange.variable("id");
        Path file = NAME.matcher(id).matches() ? file(id) : null;
        if (file == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw Problem.of(404, "not found", "there is no report of this name", "GET /api/v1/reports lists them")
                    .raised();
        }
        exchange.json(200, paths.without(Json.MAPPER.readTree(file.toFile())));
    }

    private Path file(String id) {
        if (id.equals(LAST_RUN)) {
            return data.resolve("report").resolve(FILE);
        }
        Path own = data.resolve("report").resolve(id).resolve(FILE);
        return Files.exists(own) ? own : data.resolve("runs").resolve(id).resolve(FILE);
    }
}
