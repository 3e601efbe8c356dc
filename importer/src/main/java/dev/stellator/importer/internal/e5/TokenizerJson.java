package dev.stellator.importer.internal.e5;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.importer.internal.e5.PackedModel.Vocabulary;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes the vocabulary as {@code tokenizer.json}, which Hugging Face's tokenizers read: unigram pieces over text that is
 * normalised as SentencePiece's {@code nmt_nfkc} does. Its table is Unicode's NFKC, save for control and format characters,
 * which vanish or become blanks, and the few that it leaves alone.
 */
public final class TokenizerJson {
    /** Digits that tell any float32. */
    private static final MathContext DIGITS = new MathContext(9);

    private static final String BLANK = " ";
    private static final String WORD_START = "▁";
    private static final int PRIVATE_USE = 0xE000;

    private final ObjectMapper mapper = new ObjectMapper();
    private final PackedModel model;

    public TokenizerJson(PackedModel model) {
        this.model = model;
    }

    public void write(Path file) throws IOException {
        Vocabulary vocabulary = model.vocabulary();
        ObjectNode root = mapper.createObjectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        root.set("added_tokens", special(vocabulary));
        root.set("normalizer", normalizer());
        root.putObject("pre_tokenizer")
                .put("type", "Metaspace")
                .put("replacement", WORD_START)
                .put("prepend_scheme", "always")
                .put("split", true);
        root.set("post_processor", template(vocabulary));
        root.putNull("decoder");
        ObjectNode unigram = root.putObject("model").put("type", "Unigram").put("unk_id", vocabulary.unknown());
        ArrayNode pieces = unigram.putArray("vocab");
        for (int i = 0; i < vocabulary.scores().length; i++) {
            pieces.addArray()
                    .add(vocabulary.pieces().get(i))
                    .add(new BigDecimal(vocabulary.scores()[i]).round(DIGITS));
        }
        unigram.put("byte_fallback", false);
        mapper.writeValue(file.toFile(), root);
    }

    private ArrayNode special(Vocabulary vocabulary) {
        ArrayNode tokens = mapper.createArrayNode();
        for (int id : List.of(
                vocabulary.bos(), vocabulary.pad(), vocabulary.eos(), vocabulary.unknown(), vocabulary.mask())) {
            tokens.addObject()
                    .put("id", id)
                    .put("content", vocabulary.pieces().get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        return tokens;
    }

    private ObjectNode normalizer() {
        Map<Integer, String> table = model.normalised();
        Set<Integer> used = model.vocabulary().pieces().stream()
                .flatMapToInt(String::codePoints)
                .boxed()
                .collect(Collectors.toCollection(HashSet::new));
        List<Integer> dropped = new ArrayList<>();
        List<Integer> blanks = new ArrayList<>();
        table.forEach((character, to) -> {
            if (!to.equals(nfkc(character))) {
                (to.equals(BLANK) ? blanks : dropped).add(character);
            }
        });
        List<Integer> kept = used.stream()
                .filter(character -> !table.containsKey(character))
                .filter(character -> !nfkc(character).equals(Character.toString(character)))
                .sorted()
                .toList();
        ObjectNode sequence = mapper.createObjectNode().put("type", "Sequence");
        ArrayNode steps = sequence.putArray("normalizers");
        replace(steps, "Regex", oneOf(dropped), "");
        replace(steps, "Regex", oneOf(blanks), BLANK);
        for (int i = 0; i < kept.size(); i++) {
            replace(steps, "String", Character.toString(kept.get(i)), Character.toString(PRIVATE_USE + i));
        }
        steps.addObject().put("type", "NFKC");
        for (int i = 0; i < kept.size(); i++) {
            replace(steps, "String", Character.toString(PRIVATE_USE + i), Character.toString(kept.get(i)));
        }
        replace(steps, "Regex", " {2,}", BLANK);
        return sequence;
    }

    private static String nfkc(int character) {
        return Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC);
    }

    private static String oneOf(List<Integer> characters) {
        return characters.stream()
                .map(character -> "\\x{" + Integer.toHexString(character) + "}")
                .collect(Collectors.joining("", "[", "]"));
    }

    private static void replace(ArrayNode steps, String kind, String pattern, String content) {
        ObjectNode step = steps.addObject().put("type", "Replace");
        step.putObject("pattern").put(kind, pattern);
        step.put("content", content);
    }

    private ObjectNode template(Vocabulary vocabulary) {
        ObjectNode template = mapper.createObjectNode().put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        ObjectNode special = mapper.createObjectNode();
        piece(single, special, vocabulary, vocabulary.bos());
        single.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        piece(single, special, vocabulary, vocabulary.eos());
        ArrayNode pair = template.putArray("pair");
        pair.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
        template.set("special_tokens", special);
        return template;
    }

    private static void piece(ArrayNode template, ObjectNode special, Vocabulary vocabulary, int id) {
        String text = vocabulary.pieces().get(id);
        template.addObject().putObject("SpecialToken").put("id", text).put("type_id", 0);
        ObjectNode known = special.putObject(text).put("id", text);
        known.putArray("ids").add(id);
        known.putArray("tokens").add(text);
    }
}
