package dev.stellator.importer.internal.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTaggerME;
import opennlp.tools.tokenize.SimpleTokenizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaggerTest {
    private static final List<String> ENGLISH = List.of(
            "That all our knowledge begins with experience there can be no doubt.",
            "Dr. A. B. Smith's 42 cats -- or were they 1,024? -- slept (badly) in U.S. hotels; \"why\", he asked.",
            "I do not maintain this for the sake of abstract conceptions, which are cognized a priori.",
            "lower case 3/4 e-mail@example.org don’t café naïve 漢字 😀 Ωmega",
            "Stop!",
            "a");
    private static final List<String> GERMAN = List.of(
            "Daß alle unsere Erkenntnis mit der Erfahrung anfange, daran ist gar kein Zweifel.",
            "Am 18. Januar 1871 wurde z. B. das Reich gegründet; »warum?«, fragte Frau Müller-Lüdenscheidt.",
            "Über Größe und Maß läßt sich streiten.",
            "im Hause",
            "Halt!");

    @ParameterizedTest
    @CsvSource({"en-ud-ewt,0", "de-ud-gsd,1"})
    void shouldTagAsTheLibraryDoes(String name, int language) throws IOException {
        String resource = "/opennlp-" + name + "-pos-1.3-2.5.4.bin";
        POSTaggerME library = new POSTaggerME(new POSModel(open(resource)));
        Tagger own = new Tagger(TagModel.read(open(resource)));

        for (String text : language == 0 ? ENGLISH : GERMAN) {
            String[] words = SimpleTokenizer.INSTANCE.tokenize(text);
            assertThat(own.tag(words)).as(text).containsExactly(library.tag(words));
        }
    }

    @ParameterizedTest
    @CsvSource({"en-ud-ewt", "de-ud-gsd"})
    void shouldTagWordsInAnyOrderAsTheLibraryDoes(String name) throws IOException {
        String resource = "/opennlp-" + name + "-pos-1.3-2.5.4.bin";
        POSTaggerME library = new POSTaggerME(new POSModel(open(resource)));
        Tagger own = new Tagger(TagModel.read(open(resource)));
        String[] all = SimpleTokenizer.INSTANCE.tokenize(String.join(" ", ENGLISH) + " " + String.join(" ", GERMAN));
        Random random = new Random(5);

        for (int round = 0; round < 500; round++) {
            String[] words = IntStream.range(0, 1 + random.nextInt(40))
                    .mapToObj(i -> all[random.nextInt(all.length)])
                    .toArray(String[]::new);
            assertThat(own.tag(words)).containsExactly(library.tag(words));
        }
    }

    private static InputStream open(String resource) {
        return Objects.requireNonNull(TaggerTest.class.getResourceAsStream(resource), resource);
    }
}
