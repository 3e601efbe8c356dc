package dev.stellator.importer.internal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.importer.ThoughtLimits;
import dev.stellator.importer.internal.read.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SegmenterTest {
    @Test
    void shouldJoinAShortSentenceToItsNeighbour() {
        assertThat(thoughts(Block.paragraph("Yes. The river had risen in the night. Truly.")))
                .containsExactly("Yes. The river had risen in the night. Truly.");
    }

    @Test
    void shouldPutAShortHeadingBeforeTheParagraphThatItOpens() {
        assertThat(thoughts(
                        Block.paragraph("The first part ends here."),
                        Block.heading("Memory"),
                        Block.paragraph("A habit is a path that feet remember.")))
                .containsExactly("The first part ends here.", "Memory. A habit is a path that feet remember.");
    }

    @Test
    void shouldKeepALoneShortText() {
        assertThat(thoughts(Block.paragraph("Well."))).containsExactly("Well.");
    }

    @Test
    void shouldSplitALongSentenceAtItsClauses() {
        String clause = "the water found another way through the meadow and the reeds beyond it";
        String text = String.join("; ", clause, clause, clause, clause, clause, clause, clause) + ".";
        assertThat(thoughts(Block.paragraph(text)))
                .hasSizeGreaterThan(1)
                .allMatch(t -> t.endsWith(";") || t.endsWith("."));
    }

    @Test
    void shouldNotCutAfterAWordThatLeadsOnToItsClause() {
        String text = "Pure reason is a perfect unity; and therefore, if the principle presented by it prove to be"
                + " insufficient for the solution of even a single one of those questions to which the very nature of"
                + " reason gives birth, we must reject it, as we could not be perfectly certain of its sufficiency in the"
                + " case of the others.";
        assertThat(thoughts(Block.paragraph(text))).hasSizeGreaterThan(1).noneMatch(t -> t.endsWith("therefore,"));
    }

    @Test
    void shouldCutTextWithoutAnyBorderBetweenCharacters() {
        String text = "𝛼".repeat(1500);
        List<String> thoughts = thoughts(Block.paragraph(text));
        assertThat(String.join("", thoughts)).isEqualTo(text);
        assertThat(thoughts).allMatch(t -> t.length() <= 401 && !Character.isLowSurrogate(t.charAt(0)));
    }

    @Property(tries = 300)
    void shouldNeverLoseAWordNorExceedTheLimits(@ForAll("paragraphs") List<String> paragraphs) {
        List<String> thoughts =
                thoughts(paragraphs.stream().map(Block::paragraph).toArray(Block[]::new));
        assertThat(letters(thoughts)).isEqualTo(letters(paragraphs));
        assertThat(thoughts)
                .allMatch(t -> t.length() <= ThoughtLimits.DEFAULT.maxCharacters()
                        && Words.count(t) <= ThoughtLimits.DEFAULT.maxWords());
    }

    @Provide
    Arbitrary<List<String>> paragraphs() {
        Arbitrary<String> word = Arbitraries.of(
                "the",
                "river",
                "Theory",
                "e.g.",
                "т.",
                "е.",
                "Река",
                "спор",
                "J.",
                "3.5",
                "—",
                "--",
                "«Да»",
                "(why)",
                "lamp,",
                "light;",
                "end.",
                "Really?!",
                "тень…",
                "конец.",
                "wait...",
                "\"No.\"",
                "I.",
                "No.",
                "7",
                "and");
        return word.list()
                .ofMinSize(1)
                .ofMaxSize(150)
                .map(words -> String.join(" ", words))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static String letters(List<String> texts) {
        return String.join(" ", texts).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    }

    private static List<String> thoughts(Block... blocks) {
        List<String> thoughts = new ArrayList<>();
        Segmenter segmenter = new Segmenter(ThoughtLimits.DEFAULT, passage -> thoughts.add(passage.text()));
        Arrays.stream(blocks).forEach(segmenter::block);
        segmenter.end();
        return thoughts;
    }
}
