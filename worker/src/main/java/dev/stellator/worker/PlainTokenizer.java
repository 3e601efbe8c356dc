package dev.stellator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * The tokenizer.json without its special subwords, so that a text which spells one is read letter by letter: what a document
 * or a person says must not act as the end of a text or as another's turn.
 */
final class PlainTokenizer {
    private PlainTokenizer() {}

    static byte[] of(byte[] json, Set<Integer> specials) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        if (!(mapper.readTree(json) instanceof ObjectNode root) || !(root.get("model") instanceof ObjectNode model)) {
            throw new IOException("expected an object with a model");
        }
        Set<String> removed = new HashSet<>();
        if (root.get("added_tokens") instanceof ArrayNode added) {
            ArrayNode kept = mapper.createArrayNode();
            for (JsonNode token : added) {
                if (specials.contains(token.path("id").asInt())) {
                    removed.add(token.path("content").asText());
                } else {
                    kept.add(token);
                }
            }
            root.set("added_tokens", kept);
        }
        root.putNull("post_processor");
        removed.remove(model.path("unk_token").asText(""));
        if (model.get("vocab") instanceof ObjectNode vocabulary) {
            vocabulary.remove(removed);
        } else if (model.get("vocab") instanceof ArrayNode pieces) {
            hide(pieces, removed);
        }
        if (model.get("merges") instanceof ArrayNode merges) {
            model.set("merges", without(removed, merges, mapper.createArrayNode()));
        }
        return mapper.writeValueAsBytes(root);
    }

    /** Ids are places in this list, so the pieces stay under a name that no text has. */
    private static void hide(ArrayNode pieces, Set<String> removed) {
        for (int id = 0; id < pieces.size(); id++) {
            if (pieces.get(id) instanceof ArrayNode piece
                    && removed.contains(piece.path(0).asText())) {
                piece.set(0, "\uFFFF" + id + "\uFFFF");
            }
        }
    }

    private static ArrayNode without(Set<String> removed, ArrayNode merges, ArrayNode kept) {
        for (JsonNode merge : merges) {
            String[] parts = merge.isArray()
                    ? new String[] {merge.path(0).asText(), merge.path(1).asText()}
                    : merge.asText().split(" ", 2);
            boolean gone = parts.length == 2
                    && (removed.contains(parts[0])
                            || removed.contains(parts[1])
                            || removed.contains(parts[0] + parts[1]));
            if (!gone) {
                kept.add(merge);
            }
        }
        return kept;
    }
}
