package dev.stellator.cypher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.neo4j.driver.Value;

/**
 * What a document makes of a thought: its language, and the tokens that it mentions. Equal texts are one thought, but
 * documents may read them differently, since language and collocations are those of a document.
 *
 * @param mentions in order of their tokens' ids
 */
record Reading(String language, List<Mention> mentions) {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    Reading {
        mentions =
                mentions.stream().sorted(Comparator.comparing(Mention::tokenId)).toList();
    }

    static Reading of(NewThought thought) {
        return new Reading(thought.language(), thought.mentions());
    }

    /** The one that the graph holds, from a row of language and mentions. */
    static Reading stored(Value language, Value mentions) {
        return new Reading(
                language.asString(),
                mentions.asList(mention -> new Mention(
                        mention.get("token").asString(),
                        mention.get("normalised").asString(),
                        mention.get("surface").asString(),
                        mention.get("language").asString(),
                        mention.get("positions").asList(Value::asInt))));
    }

    static Reading parse(String text) {
        try {
            return MAPPER.readValue(text, Reading.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the graph holds a reading that cannot be read: " + text, e);
        }
    }

    /** Equal texts for equal readings. */
    String text() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a reading cannot be written", e);
        }
    }

    /** Rows of the mentions of a thought. */
    List<Map<String, Object>> rows(String thoughtId) {
        return mentions.stream()
                .map(mention -> Map.<String, Object>of(
                        "thought", thoughtId,
                        "token", mention.tokenId(),
                        "normalised", mention.normalised(),
                        "folded", mention.surface().toLowerCase(Locale.ROOT),
                        "surface", mention.surface(),
                        "language", mention.language(),
                        "positions", mention.positions()))
                .toList();
    }
}
