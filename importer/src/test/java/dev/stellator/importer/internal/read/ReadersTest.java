package dev.stellator.importer.internal.read;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReadersTest {
    private final List<String> titles = new ArrayList<>();

    @Test
    void shouldJoinHardWrappedLinesAndPartParagraphsAtBlankLines() {
        assertThat(read("a.txt", "The river turned\nand the road with it.\n\n\nNobody had\r\nasked why.\n"))
                .containsExactly("The river turned and the road with it.", "Nobody had asked why.");
    }

    @Test
    void shouldUndoHyphenationAndKeepCompounds() {
        assertThat(
                        read(
                                "a.txt",
                                "A long for-\ngotten argument about self-\nreference and con\u00AD\nduct came back to the table.\n"))
                .containsExactly("A long forgotten argument about self-reference and conduct came back to the table.");
        assertThat(read("a.txt", "Это было давно за-\nбытое дело, и кто-\nто о нём спросил у всех нас."))
                .containsExactly("Это было давно забытое дело, и кто-то о нём спросил у всех нас.");
    }

    @Test
    void shouldTakeEachUnwrappedLineForAParagraph() {
        String list =
                """
                how do I reset my password
                please book a table for two at the corner place
                weather
                what is my balance
                can you tell me how far the moon is from the earth
                set an alarm
                """;
        assertThat(read("a.txt", list)).hasSize(6).contains("weather");
    }

    @Test
    void shouldPartParagraphsAtDialogueDashes() {
        assertThat(
                        read(
                                "a.txt",
                                "— Where is the map of the upper river, then?\n— On the table, beneath the lamp and the\nletters.\n"))
                .containsExactly(
                        "— Where is the map of the upper river, then?",
                        "— On the table, beneath the lamp and the letters.");
    }

    @Test
    void shouldLeaveOutALibrarysHeaderAndFooterAndTakeTheTitle() {
        String text =
                """
                The Library of Books

                Title: Of Rivers

                *** START OF THIS PROJECT X EBOOK OF RIVERS ***

                Produced by Nobody

                CHAPTER IV.

                Water has no opinion.

                *** END OF THIS PROJECT X EBOOK ***

                Licence text.
                """;
        assertThat(read("a.txt", text)).containsExactly("Water has no opinion.");
        assertThat(titles).containsExactly("Of Rivers");
    }

    @Test
    void shouldLeaveOutATableOfContentsBeforeProse() {
        String prose = "Prose that goes on and on, as prose does. ".repeat(8).strip();
        assertThat(read("a.txt", "Contents\n\nChapter I. Water\n\nChapter II. Stone\n\nWATER\n\n" + prose + "\n"))
                .containsExactly("WATER", prose);
        assertThat(read("a.txt", "Contents\n\nbread\n\nmilk\n")).containsExactly("bread", "milk");
    }

    @Test
    void shouldDropAByteOrderMark() {
        assertThat(read("a.txt", "\uFEFFWater runs.")).containsExactly("Water runs.");
    }

    @Test
    void shouldNameTheByteOfInvalidUtf8() {
        byte[] bytes = ("я".repeat(40_000) + "?tail").getBytes(UTF_8);
        bytes[80_000] = (byte) 0xE9;
        assertThatThrownBy(() -> read("a.txt", bytes))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("not valid UTF-8 at byte 80000");
        assertThatThrownBy(() -> read("a.txt", new byte[] {'a', (byte) 0xD0}))
                .hasMessageContaining("not valid UTF-8 at byte 1");
    }

    @Test
    void shouldRefuseBinaryContentAndUtf16() {
        assertThatThrownBy(() -> read("a.md", "abc\0def".getBytes(UTF_8)))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("NUL at byte 3");
        assertThatThrownBy(() -> read("a.txt", "\uFEFFabc".getBytes(UTF_16LE))).hasMessageContaining("UTF-16");
    }

    @Test
    void shouldReadTheProseOfMarkdownAndNothingElse() {
        String markdown =
                """
                ---
                layout: page
                ---
                # On *Maps*

                A map is [a promise](https://example.org/promise) made
                to a **traveller**. ![a picture](map.png)

                ```java
                int code = 1;
                ```

                - first item
                - second `item`

                > a quoted line

                <div>markup</div>

                Setext heading
                --------------

                    indented code
                """;
        assertThat(read("a.md", markdown))
                .containsExactly(
                        "On Maps",
                        "A map is a promise made to a traveller.",
                        "first item",
                        "second item",
                        "a quoted line",
                        "Setext heading");
        assertThat(titles).containsExactly("On Maps");
    }

    @Test
    void shouldRefuseMarkdownBeyondTheLimit() {
        assertThatThrownBy(() -> read("a.md", "word ".repeat(30_000).getBytes(UTF_8)))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("more than 100000 characters");
    }

    @Test
    void shouldCutAnEndlessLineAtSentences() {
        List<String> blocks = read("a.txt", "The water rose again. ".repeat(20_000));
        assertThat(blocks).hasSizeGreaterThan(5).allMatch(b -> b.length() <= LineReader.LIMIT && b.endsWith("."));
    }

    @Property(tries = 300)
    void shouldLoseNoWordOfPlainText(@ForAll("texts") String text) {
        String words = text.replaceAll("[^a-zа-я]+", "");
        String read = String.join("", read("a.txt", text)).replaceAll("[^a-zа-я]+", "");
        assertThat(read).isEqualTo(words);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "water", "река", "well-", "stone.", "— so", "  ", "\n", "\r\n", "\n\n", " ", "end", "a-\n",
                        "\t")
                .list()
                .ofMaxSize(300)
                .map(parts -> parts.stream().collect(Collectors.joining(" ")));
    }

    private List<String> read(String name, String text) {
        return read(name, text.getBytes(UTF_8));
    }

    private List<String> read(String name, byte[] bytes) {
        List<String> blocks = new ArrayList<>();
        titles.clear();
        BlockSink sink = new BlockSink() {
            @Override
            public void title(String title) {
                titles.add(title);
            }

            @Override
            public void block(Block block) {
                blocks.add(block.text());
            }
        };
        try {
            new DocumentReaders(100_000).forName(name).orElseThrow().read(new ByteArrayInputStream(bytes), sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return blocks;
    }
}
