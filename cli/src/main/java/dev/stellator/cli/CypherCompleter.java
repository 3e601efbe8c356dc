package dev.stellator.cli;

import dev.stellator.cypher.GraphStore.Names;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes keywords, labels, types, properties, procedures, functions, parameters and the shell's commands. */
final class CypherCompleter implements Completer {
    static final List<String> COMMANDS = List.of(":help", ":param", ":params", ":exit", ":quit");

    private static final List<String> KEYWORDS = List.of(
            "AND",
            "AS",
            "ASC",
            "BY",
            "CALL",
            "CASE",
            "CONTAINS",
            "COUNT",
            "CREATE",
            "DELETE",
            "DESC",
            "DETACH",
            "DISTINCT",
            "ELSE",
            "END",
            "ENDS WITH",
            "EXISTS",
            "EXPLAIN",
            "FALSE",
            "FOREACH",
            "IN",
            "IS NOT NULL",
            "IS NULL",
            "LIMIT",
            "MATCH",
            "MERGE",
            "NOT",
            "NULL",
            "ON CREATE SET",
            "ON MATCH SET",
            "OPTIONAL MATCH",
            "OR",
            "ORDER BY",
            "PROFILE",
            "REMOVE",
            "RETURN",
            "SET",
            "SHOW INDEXES",
            "SHOW PROCEDURES",
            "SKIP",
            "STARTS WITH",
            "THEN",
            "TRUE",
            "UNION",
            "UNION ALL",
            "UNWIND",
            "USING INDEX",
            "WHEN",
            "WHERE",
            "WITH",
            "XOR",
            "YIELD");

    private static final Pattern IN_RELATIONSHIP = Pattern.compile("\\[[^\\[\\](){}]*[:|]$");
    private static final Pattern IN_LABELS = Pattern.compile("(:|:[^\\[\\](){}]*[|&!])$");

    private final Supplier<Names> names;
    private final Supplier<Collection<String>> parameters;

    /**
     * @param names asked for with each completion
     * @param parameters names of the parameters that are set
     */
    CypherCompleter(Supplier<Names> names, Supplier<Collection<String>> parameters) {
        this.names = names;
        this.parameters = parameters;
    }

    @Override
    public void complete(LineReader reader, ParsedLine parsed, List<Candidate> candidates) {
        candidates.addAll(candidates(CypherLine.at(parsed.line(), parsed.cursor())));
    }

    /** What can stand at the cursor, whatever the word there begins with. */
    List<Candidate> candidates(CypherLine line) {
        List<Candidate> candidates = new ArrayList<>();
        String before = line.before();
        if (line.word().startsWith(":") || (before.isEmpty() && CypherLine.isCommand(line.line()))) {
            add(candidates, "commands", COMMANDS);
        } else if (line.word().startsWith("$")) {
            add(
                    candidates,
                    "parameters",
                    parameters.get().stream().map(name -> "$" + name).toList());
        } else if (IN_RELATIONSHIP.matcher(before).find()) {
            add(candidates, "relationship types", names.get().relationshipTypes());
        } else if (IN_LABELS.matcher(before).find()) {
            add(candidates, "labels", names.get().labels());
        } else if (before.toUpperCase(java.util.Locale.ROOT).endsWith("CALL")) {
            add(candidates, "procedures", names.get().procedures());
        } else if (line.word().contains(".")) {
            String owner = line.word().substring(0, line.word().lastIndexOf('.') + 1);
            Names known = names.get();
            add(candidates, "functions", known.functions());
            add(
                    candidates,
                    "properties",
                    known.propertyKeys().stream().map(key -> owner + key).toList());
        } else if (before.endsWith("{")
                || (before.endsWith(",") && before.lastIndexOf('{') > before.lastIndexOf('}'))) {
            add(candidates, "properties", names.get().propertyKeys());
        } else {
            add(candidates, "keywords", KEYWORDS);
            add(candidates, "functions", names.get().functions());
        }
        return candidates;
    }

    private static void add(List<Candidate> candidates, String group, Collection<String> values) {
        boolean ended = group.equals("keywords");
        values.forEach(value -> candidates.add(new Candidate(value, value, group, null, null, null, ended)));
    }
}
