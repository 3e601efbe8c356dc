package dev.stellator.cypher;

import dev.stellator.engine.graph.BasinGraph.CurvePoint;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.BasinGraph.NoveltyScale;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** A field's settings as properties of its node. */
final class FieldProperties {
    private FieldProperties() {}

    static FieldSettings settings(Record row) {
        return new FieldSettings(
                row.get("beta").asDouble(),
                row.get("offsetWeight").asDouble(),
                row.get("neighbours").asInt(),
                row.get("resolution").asDouble(),
                row.get("seed").asLong(),
                row.get("fingerprint").asString(),
                row.get("chosenOn").asLong(),
                row.get("givenResolution").asBoolean(),
                row.get("givenOffsetWeight").asBoolean(),
                curves(row.get("curves").asList(Value::asString)),
                scale(row));
    }

    static Map<String, Object> of(FieldSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("beta", settings.beta());
        properties.put("offsetWeight", settings.offsetWeight());
        properties.put("neighbours", settings.neighbours());
        properties.put("resolution", settings.resolution());
        properties.put("seed", settings.seed());
        properties.put("fingerprint", settings.fingerprint());
        properties.put("chosenOn", settings.chosenOn());
        properties.put("givenResolution", settings.givenResolution());
        properties.put("givenOffsetWeight", settings.givenOffsetWeight());
        properties.put("curves", texts(settings.curves()));
        NoveltyScale scale = settings.novelty();
        // A property that is set to null is removed: basins without scores have no version of them.
        properties.put("scoreVersion", scale == null ? null : NoveltyScale.VERSION);
        properties.put("scoreCentre", scale == null ? null : scale.centre());
        properties.put("scoreMeans", scale == null ? null : scale.means());
        properties.put("scoreDeviations", scale == null ? null : scale.deviations());
        return properties;
    }

    private static @Nullable NoveltyScale scale(Record row) {
        if (row.get("scoreVersion").asInt(0) != NoveltyScale.VERSION) {
            return null;
        }
        return new NoveltyScale(
                row.get("scoreCentre").asList(Value::asDouble),
                row.get("scoreMeans").asList(Value::asDouble),
                row.get("scoreDeviations").asList(Value::asDouble));
    }

    /** One text a point, since a property cannot hold a list of maps. */
    private static List<String> texts(Collection<CurvePoint> points) {
        return points.stream()
                .map(point -> point.parameter() + " " + point.value() + " " + point.score() + " " + point.beside())
                .toList();
    }

    private static List<CurvePoint> curves(List<String> texts) {
        return texts.stream()
                .map(text -> text.split(" ", -1))
                .map(parts -> new CurvePoint(
                        parts[0],
                        Double.parseDouble(parts[1]),
                        Double.parseDouble(parts[2]),
                        Double.parseDouble(parts[3])))
                .toList();
    }
}
