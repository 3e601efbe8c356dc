package dev.stellator.importer.internal.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.ReadSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
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
    private final List<String> remarks = new ArrayList<>();

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
    void shouldTakeProseOutOfMarkdownTablesAndLeaveData() {
        String prose =
                """
                | word | meaning |
                |---|---|
                | *basin* | The thoughts that flow to one attractor, and no others. |
                | *anchor* | A token that holds a basin together when others leave it. |
                """;
        assertThat(read("a.md", prose))
                .containsExactly(
                        "basin: The thoughts that flow to one attractor, and no others.",
                        "anchor: A token that holds a basin together when others leave it.");
        String data =
                """
                Before it.

                | a | b |
                |---|---|
                | 1 | 2 |
                | 3 | 4 |

                After it.
                """;
        assertThat(read("a.md", data)).containsExactly("Before it.", "After it.");
    }

    @Test
    void shouldLeaveOutAnIndexAndKeepWhatOnlySoundsLikeOne() {
        String prose = "The river turned and the road with it.\n\n";
        String index =
                """
                INDEX

                Bridges, 12, 40
                Ferries, 7

                Maps, 3, 19 et seqq.
                """;
        assertThat(read("a.txt", prose + index)).containsExactly("The river turned and the road with it.");
        assertThat(read("a.txt", "INDEX\n\nThe index of a thing is what points at it.\n\n" + prose))
                .containsExactly(
                        "INDEX",
                        "The index of a thing is what points at it.",
                        "The river turned and the road with it.");
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
    void shouldReadAroundAMalformedByteAndNameIt() {
        byte[] bytes = ("я".repeat(40_000) + "?tail").getBytes(UTF_8);
        bytes[80_000] = (byte) 0xE9;
        assertThat(read("a.txt", bytes)).last().asString().endsWith("яtail");
        assertThat(remarks).containsExactly("left out 1 byte that is not valid UTF-8, the first at byte 80000");
    }

    @Test
    void shouldRefuseWhatIsMostlyMalformed() {
        byte[] bytes = "я".repeat(40_000).getBytes(UTF_8);
        for (int i = 70_000; i < 80_000; i += 4) {
            bytes[i] = (byte) 0xFF;
        }
        assertThatThrownBy(() -> read("a.txt", bytes))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("damaged, or no text")
                .hasMessageContaining("the first at byte 70000");
    }

    @Test
    void shouldReadTextInItsOwnEncoding() {
        String text = "Река не знает, что она есть на карте. Карта об этом молчит, и никто её не спрашивает.";
        for (String charset : List.of("windows-1251", "KOI8-R", "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-8")) {
            assertThat(read("a.txt", text.getBytes(Charset.forName(charset))))
                    .as(charset)
                    .containsExactly(text);
        }
        String french = "L'été dernier, la forêt près du château était très fréquentée par les élèves.";
        assertThat(read("a.txt", french.getBytes(Charset.forName("windows-1252"))))
                .containsExactly(french);
    }

    @Test
    void shouldRefuseBinaryContent() {
        assertThatThrownBy(() -> read("a.md", "abc\0def".getBytes(UTF_8)))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("NUL at byte 3");
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
                        "markup",
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

    /** Of text without tables: wide gaps inside of lines part their columns. */
    @Property(tries = 300)
    void shouldLoseNoWordOfPlainText(@ForAll("texts") String generated) {
        String text = generated.replaceAll("(?<=\\S) {3,}(?=\\S)", " ");
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
        remarks.clear();
        BlockSink sink = new BlockSink() {
            @Override
            public void title(String title) {
                titles.add(title);
            }

            @Override
            public void block(Block block) {
                if (block.kind() != Block.Kind.CODE) {
                    blocks.add(block.text());
                }
            }

            @Override
            public void remark(String remark) {
                remarks.add(remark);
            }
        };
        try {
            if (bytes.length == 0) {
                return blocks;
            }
            Content content = Content.of(bytes);
            DocumentReader reader =
                    (DocumentReader) new Formats(ReadSettings.DEFAULT.withHeldLimit(100_000)).of(name, content);
            reader.read(content, sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return blocks;
    }
}
