import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Fails unless a report has all stations of the main job, each done and with numbers. */
class CheckReport {
    private static final List<String> STATIONS = List.of(
            "graph", "import", "basins", "path", "program", "worker", "reaction", "training", "report");

    public static void main(String[] args) throws Exception {
        List<String> found = new ArrayList<>();
        for (JsonNode station : new ObjectMapper().readTree(new File(args[0])).path("stations")) {
            found.add(station.path("name").asText());
            boolean done = Set.of("done", "reused").contains(station.path("state").asText());
            if (!done || station.path("facts").isEmpty()) {
                throw new IllegalStateException("station " + station);
            }
        }
        if (!found.equals(STATIONS)) {
            throw new IllegalStateException("the report lacks stations: expected " + STATIONS + ", found " + found);
        }
        System.out.println("the report has all nine stations, each with numbers");
    }
}
