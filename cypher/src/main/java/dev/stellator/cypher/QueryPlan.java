package dev.stellator.cypher;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.summary.Plan;

/**
 * One step of how the database answers a query.
 *
 * @param details what the database says of the step, such as its estimated rows; of a profiled one also what it read
 * @param sources steps whose rows this one takes
 */
public record QueryPlan(
        String operator, List<String> identifiers, Map<String, @Nullable Object> details, List<QueryPlan> sources) {
    /** What the database draws of the whole plan, among the details of its last step. */
    private static final String DRAWING = "string-representation";

    public QueryPlan {
        identifiers = List.copyOf(identifiers);
        details = Collections.unmodifiableMap(new TreeMap<>(details));
        sources = List.copyOf(sources);
    }

    static QueryPlan of(Plan plan) {
        Map<String, @Nullable Object> details = new TreeMap<>();
        plan.arguments().forEach((name, value) -> details.put(name, PlainValues.plain(value.asObject())));
        return new QueryPlan(
                plan.operatorType(),
                plan.identifiers(),
                details,
                plan.children().stream().map(QueryPlan::of).toList());
    }

    /** Whether the query was run, so that the plan says what was read. */
    public boolean isProfile() {
        return details.containsKey("DbHits");
    }

    /** The plan as a table, or, from a server that draws none, a step a line. */
    public String drawing() {
        return details.get(DRAWING) instanceof String drawn ? drawn.strip() : lines("");
    }

    private String lines(String indent) {
        StringBuilder lines = new StringBuilder(indent + operator);
        if (details.get("Details") instanceof String said) {
            lines.append("  ").append(said);
        }
        for (String name : List.of("EstimatedRows", "Rows", "DbHits")) {
            if (details.get(name) != null) {
                Object value = details.get(name) instanceof Double number ? Math.round(number) : details.get(name);
                lines.append("  ").append(name).append(' ').append(value);
            }
        }
        for (QueryPlan source : sources) {
            lines.append('\n').append(source.lines(indent + "  "));
        }
        return lines.toString();
    }

    /** The plan without the drawing, which says the same. */
    public QueryPlan withoutDrawing() {
        Map<String, @Nullable Object> others = new TreeMap<>(details);
        others.remove(DRAWING);
        return new QueryPlan(operator, identifiers, others, sources);
    }
}
