package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.study.SmallModels;
import dev.stellator.study.measure.WordSets;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ObservationRequest;
import dev.stellator.worker.Sequence;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BaseMatchingTest {
    private static final List<String> CANDIDATES = List.of("that", "this", "with", "for", "all");

    @Test
    void shouldMatchAWordWithTheCandidateThatTheModelHoldsAsLikely() {
        try (LanguageModel model = SmallModels.open("llama")) {
            List<Sequence> texts = Stream.of("a conception of reason", "which is from experience")
                    .map(text -> Sequence.of(model.tokenizer().encode(text)).withSink())
                    .toList();
            WordSets found = BaseMatching.of(
                    model,
                    new WordSets(
                            List.of("not", "incomprehensibilities", "which"),
                            List.of("unused"),
                            List.of(),
                            List.of(CANDIDATES, CANDIDATES, CANDIDATES)),
                    texts);

            String first = nearest(model, texts, "not", CANDIDATES);
            List<String> left =
                    CANDIDATES.stream().filter(word -> !word.equals(first)).toList();
            assertThat(found.vocabulary()).as("no word of several subwords").containsExactly("not", "which");
            assertThat(found.matched()).containsExactly(first, nearest(model, texts, "which", left));
        }
    }

    private static String nearest(LanguageModel model, List<Sequence> texts, String word, List<String> candidates) {
        double own = likelihood(model, texts, word);
        return candidates.stream()
                .min(Comparator.comparingDouble(candidate -> Math.abs(likelihood(model, texts, candidate) - own)))
                .orElseThrow();
    }

    private static double likelihood(LanguageModel model, List<Sequence> texts, String word) {
        int id = model.tokenizer().encodeInside(word)[0];
        return texts.stream()
                .flatMapToDouble(text -> IntStream.range(0, text.length()).mapToDouble(t -> {
                    float[] logits = model.forward(text, ObservationRequest.NOTHING.logitsAt(t))
                            .logits()[0];
                    double sum = 0;
                    for (float logit : logits) {
                        sum += Math.exp(logit);
                    }
                    return logits[id] - Math.log(sum);
                }))
                .average()
                .orElseThrow();
    }
}
