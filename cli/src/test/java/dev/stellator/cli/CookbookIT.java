package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.api.Paths;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Zone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Runs the queries of the page as they stand there, and compares their answers with what the graph's own readers say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CookbookIT {
    private static final Pattern QUESTION = Pattern.compile("(?s)## ([^\\n]+)\\n(.*?)```cypher\\n(.*?)```");

    private final Map<String, String> queries = new LinkedHashMap<>();
    private final Set<String> asked = new TreeSet<>();
    private final Map<String, Thought> thoughts = new HashMap<>();
    private final Map<String, Assignment> falls = new HashMap<>();
    private GraphStore store = SampleGraph.open();
    private List<Basin> finest = List.of();
    private Basin largest = store.basins().basins().get(0);
    private Basin second = largest;

    @BeforeAll
    void read() throws Exception {
        Matcher questions = QUESTION.matcher(Files.readString(Path.of("..", "docs", "cookbook.md")));
        while (questions.find()) {
            queries.put(questions.group(1), questions.group(3));
        }
        store.thoughts().forEach(thought -> thoughts.put(thought.id(), thought));
        store.basins().assignments().forEach(fall -> falls.put(fall.thoughtId(), fall));
        finest = store.basins().basins().stream()
                .filter(basin -> basin.level() == 0)
                .toList();
        largest = finest.get(0);
        String language = largest.anchors().get(0).token().language();
        second = finest.stream()
                .skip(1)
                .filter(basin -> basin.anchors().get(0).token().language().equals(language))
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    void close() {
        store.close();
        assertThat(queries.keySet()).hasSizeGreaterThanOrEqualTo(15);
        assertThat(asked).isEqualTo(queries.keySet());
    }

    private List<Map<String, Object>> answer(String question, Object... parameters) {
        asked.add(question);
        String query = queries.get(question);
        assertThat(query).as(question).isNotNull();
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            values.put(String.valueOf(parameters[i]), parameters[i + 1]);
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        store.query(String.valueOf(query), values, false, (columns, row) -> {
            Map<String, Object> named = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                @Nullable Object value = row.get(i);
                named.put(columns.get(i), value == null ? "none" : value);
            }
            rows.add(named);
        });
        assertThat(rows).as(question).isNotEmpty();
        return rows;
    }

    private static List<Object> column(List<Map<String, Object>> rows, String name) {
        return rows.stream().map(row -> row.getOrDefault(name, "none")).toList();
    }

    private static long sum(List<Map<String, Object>> rows, String name) {
        return column(rows, name).stream().mapToLong(value -> (long) value).sum();
    }

    private static long whole(Map<String, Object> row, String name) {
        return (long) row.getOrDefault(name, -1L);
    }

    private static double real(Map<String, Object> row, String name) {
        return (double) row.getOrDefault(name, Double.NaN);
    }

    private Thought thought(String id) {
        return Objects.requireNonNull(thoughts.get(id));
    }

    private Assignment fall(String thoughtId) {
        return Objects.requireNonNull(falls.get(thoughtId));
    }

    private List<Thought> in(Basin basin) {
        return falls.values().stream()
                .filter(fall -> fall.basinId().equals(basin.id()))
                .map(fall -> thought(fall.thoughtId()))
                .toList();
    }

    private List<String> texts(Collection<Assignment> some) {
        return some.stream().map(fall -> thought(fall.thoughtId()).text()).toList();
    }

    private <K> Map<K, Long> counted(Collection<Thought> some, Function<Thought, K> key) {
        return some.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    @Test
    void shouldListAllBasinsWithAllThoughts() {
        var rows = answer("What does the corpus gather around?");
        assertThat(column(rows, "id"))
                .containsExactlyElementsOf(finest.stream().map(Basin::id).toList());
        assertThat(sum(rows, "thoughts")).isEqualTo(store.thoughts().count());
    }

    @Test
    void shouldNestPartsThatMakeUpTheirWhole() {
        var rows = answer("How do basins nest?");
        assertThat(column(rows, "thoughtsOfParts")).isEqualTo(column(rows, "thoughts"));
        assertThat(sum(rows, "parts"))
                .isEqualTo(store.basins().basins().stream()
                        .filter(basin -> basin.parentId() != null)
                        .count());
    }

    @Test
    void shouldListAnchorsAsTheyAreRanked() {
        var rows = answer("What holds a basin together?", "basin", largest.id());
        assertThat(column(rows, "token"))
                .containsExactlyElementsOf(largest.anchors().stream()
                        .map(anchor -> anchor.token().text())
                        .toList());
    }

    @Test
    void shouldRepresentBasinsByTheirOwnThoughts() {
        var rows = answer("Which thought stands for each basin?");
        assertThat(rows).hasSameSizeAs(finest);
        assertThat(column(rows, "fallsInto")).isEqualTo(column(rows, "id"));
    }

    @Test
    void shouldFindTheThoughtsOfLargestMargin() {
        var rows = answer("Which thoughts are most at home in a basin?", "basin", largest.id());
        double best = falls.values().stream()
                .filter(fall -> fall.basinId().equals(largest.id()))
                .mapToDouble(Assignment::margin)
                .max()
                .orElseThrow();
        assertThat(rows.get(0).get("margin")).isEqualTo(best);
        assertThat(in(largest))
                .extracting(Thought::text)
                .containsAll(
                        column(rows, "thought").stream().map(String::valueOf).toList());
    }

    @Test
    void shouldFindAllUnstableThoughts() {
        var rows = answer("Which thoughts lie between basins?");
        assertThat(column(rows, "thought"))
                .containsExactlyInAnyOrderElementsOf(texts(falls.values().stream()
                        .filter(fall -> fall.zone() == Zone.UNSTABLE)
                        .toList()));
    }

    @Test
    void shouldPutTheStrangestThoughtFirst() {
        var rows = answer("Which thoughts of the corpus are the strangest to it?");
        Assignment strangest = falls.values().stream()
                .max(Comparator.comparingDouble(Assignment::score))
                .orElseThrow();
        assertThat(rows).hasSize(10);
        assertThat(rows.get(0)).containsEntry("score", strangest.score()).containsEntry("zone", "outside");
    }

    @Test
    void shouldDivideEachBasinAmongTheZones() {
        var rows = answer("How firm is each basin?");
        assertThat(rows).hasSameSizeAs(finest).allSatisfy(row -> assertThat(
                        whole(row, "stable") + whole(row, "unstable") + whole(row, "outside"))
                .isEqualTo(row.get("thoughts")));
        assertThat(sum(rows, "outside"))
                .isEqualTo(falls.values().stream()
                        .filter(fall -> fall.zone() == Zone.OUTSIDE)
                        .count());
    }

    @Test
    void shouldCountTheDocumentsOfABasin() {
        var rows = answer("Which documents feed a basin?", "basin", largest.id());
        assertThat(sum(rows, "thoughts")).isGreaterThanOrEqualTo(largest.size());
        long most = counted(in(largest), Thought::documentId).values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
        assertThat(whole(rows.get(0), "thoughts")).isGreaterThanOrEqualTo(most);
    }

    @Test
    void shouldFollowADocumentFromItsFirstThoughtThroughChangingBasins() {
        var rows = answer("Through which basins does a document run?", "document", "/the-lamplighters-round.txt");
        assertThat(rows.get(0)).containsEntry("position", 0L);
        List<Object> basins = column(rows, "basin");
        for (int i = 1; i < basins.size(); i++) {
            assertThat(basins.get(i)).isNotEqualTo(basins.get(i - 1));
        }
    }

    @Test
    void shouldCountTheReadingStepsThatCrossBorders() {
        var rows = answer("After which basin comes which?");
        List<Object> crossings = new ArrayList<>();
        store.query(
                "MATCH (a:Thought)-[n:NEXT]->(b:Thought) RETURN a.id, b.id",
                Map.of(),
                false,
                (columns, row) -> crossings.add(List.of(
                        fall(String.valueOf(row.get(0))).basinId(),
                        fall(String.valueOf(row.get(1))).basinId())));
        long expected = crossings.stream()
                .filter(pair -> !((List<?>) pair).get(0).equals(((List<?>) pair).get(1)))
                .count();
        assertThat(sum(rows, "times")).isEqualTo(expected);
    }

    @Test
    void shouldMarkABasinByWordsThatStandThereMoreThanElsewhere() {
        var rows = answer("Which words mark a basin against all others?", "basin", largest.id(), "least", 3);
        assertThat(rows).allSatisfy(row -> {
            double lift = (double) whole(row, "here") / whole(row, "everywhere") * thoughts.size() / largest.size();
            assertThat(real(row, "lift")).isCloseTo(lift, within(1e-9)).isGreaterThan(1);
            assertThat(whole(row, "here")).isGreaterThanOrEqualTo(3);
        });
    }

    private boolean mentions(Thought thought, Object word) {
        return store.transitions().mentionedBy(thought.id()).stream()
                .anyMatch(token -> token.text().equals(word));
    }

    @Test
    void shouldJoinBasinsByWordsThatBothMention() {
        var rows = answer("Which words join two basins?", "basin", largest.id(), "other", second.id());
        Object word = column(rows, "word").get(0);
        assertThat(in(largest)).anyMatch(thought -> mentions(thought, word));
        assertThat(in(second)).anyMatch(thought -> mentions(thought, word));
    }

    @Test
    void shouldFollowAWordIntoBasins() {
        var rows = answer("Into which basins does a word fall?", "word", "theory");
        long mentioning = store.transitions()
                .mentioning(store.transitions().find("theory").get(0).id(), 1000)
                .size();
        assertThat(sum(rows, "thoughts")).isEqualTo(mentioning);
    }

    @Test
    void shouldCountResonanceAcrossBordersOnly() {
        var rows = answer("Which basins resonate with each other?");
        assertThat(rows).allSatisfy(row -> assertThat(row.get("basin")).isNotEqualTo(row.get("other")));
        assertThat(rows).allSatisfy(row -> assertThat(real(row, "similarity")).isBetween(-1.0, 1.0));
    }

    @Test
    void shouldFindNearThoughtsOfOtherBasinsWithTheirCosine() {
        var rows = answer("Which thoughts of other basins come nearest to this one?", "basin", largest.id());
        Object text = rows.get(0).get("thought");
        Thought near = thoughts.values().stream()
                .filter(thought -> thought.text().equals(text))
                .findFirst()
                .orElseThrow();
        assertThat(fall(near.id()).basinId()).isNotEqualTo(largest.id());
        double cosine = real(rows.get(0), "similarity");
        assertThat(in(largest))
                .anyMatch(own -> Math.abs(Vectors.dot(own.embedding(), near.embedding()) - cosine) < 1e-3);
    }

    @Test
    void shouldCompareAttractors() {
        var rows = answer("How near are basins to each other?");
        double nearest = -1;
        for (Basin one : finest) {
            for (Basin other : finest) {
                if (!one.id().equals(other.id())) {
                    nearest = Math.max(nearest, Vectors.dot(one.attractor(), other.attractor()));
                }
            }
        }
        assertThat(real(rows.get(0), "cosine")).isCloseTo(nearest, within(1e-4));
    }

    @Test
    void shouldFindTheThoughtsAroundAnAttractor() {
        var rows = answer("Which thoughts stand nearest to an attractor?", "basin", largest.id());
        double nearest = thoughts.values().stream()
                .mapToDouble(thought -> Vectors.dot(thought.embedding(), largest.attractor()))
                .max()
                .orElseThrow();
        assertThat(real(rows.get(0), "cosine")).isCloseTo(nearest, within(0.02));
    }

    @Test
    void shouldCountLanguagesOfBasins() {
        var rows = answer("Which languages does a basin speak?");
        Map<String, Long> languages = counted(thoughts.values(), Thought::language);
        languages.forEach((language, count) -> assertThat(rows.stream()
                        .filter(row -> language.equals(row.get("language")))
                        .mapToLong(row -> whole(row, "thoughts"))
                        .sum())
                .isEqualTo(count));
    }

    @Test
    void shouldFindWhereSomethingIsSpokenOf() {
        var rows = answer("In which basins is something spoken of?", "text", "lamp");
        Pattern word = Pattern.compile("\\blamp\\b", Pattern.CASE_INSENSITIVE);
        assertThat(sum(rows, "thoughts"))
                .isPositive()
                .isLessThanOrEqualTo(thoughts.values().stream()
                        .filter(thought -> word.matcher(thought.text()).find())
                        .count());
        assertThat(rows).allSatisfy(row -> {
            assertThat(String.valueOf(row.get("first"))).containsPattern(word);
            assertThat(finest).extracting(Basin::label).contains(String.valueOf(row.get("basin")));
        });
    }

    @Test
    void shouldLeadFromAnchorToAnchor() {
        var rows = answer("How do a basin's anchors lead to each other?", "basin", largest.id());
        List<String> anchors = Paths.anchorTexts(largest);
        assertThat(rows).allSatisfy(row -> {
            assertThat(anchors).contains(String.valueOf(row.get("from")), String.valueOf(row.get("to")));
            assertThat(real(row, "cost")).isNotNegative();
        });
    }
}
