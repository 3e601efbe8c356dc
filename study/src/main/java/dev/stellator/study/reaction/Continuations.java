package dev.stellator.study.reaction;

import dev.stellator.study.reaction.Reaction.Continuation;
import dev.stellator.study.reaction.ReactionStudy.Request;
import dev.stellator.worker.GenerateListener;
import dev.stellator.worker.GenerateOptions;
import dev.stellator.worker.Generation;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ObservationRequest;
import dev.stellator.worker.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How the base model and some arms continue the prompt. */
final class Continuations {
    private final LanguageModel model;
    private final Request request;

    Continuations(LanguageModel model, Request request) {
        this.model = model;
        this.request = request;
    }

    List<Continuation> of(Sequence prompt, List<EqualKl.Dosed> arms) {
        List<String> names = new ArrayList<>(List.of("base"));
        List<Sequence> prompts = new ArrayList<>(List.of(prompt));
        int length = prompt.length() + request.continuation();
        for (EqualKl.Dosed dosed : arms) {
            names.add(dosed.arm().control().name());
            double strength = Double.isNaN(dosed.strength()) ? 0 : dosed.strength();
            prompts.add(
                    request.promptOpen()
                            ? prompt.with(dosed.arm().treatment().dose().at(strength, length, 0))
                            : prompt);
        }
        int[] stops = model.tokenizer().endsOfText();
        List<Generation> drawn =
                model.generate(prompts, GenerateOptions.greedy(request.continuation(), stops), GenerateListener.SILENT);
        return IntStream.range(0, names.size())
                .mapToObj(i -> new Continuation(
                        names.get(i),
                        model.tokenizer().decode(drawn.get(i).ids()),
                        perplexity(prompt, drawn.get(i).ids())))
                .toList();
    }

    private double perplexity(Sequence prompt, int[] continuation) {
        if (continuation.length == 0) {
            return Double.NaN;
        }
        int[] whole = Arrays.copyOf(prompt.ids(), prompt.length() + continuation.length);
        System.arraycopy(continuation, 0, whole, prompt.length(), continuation.length);
        float[] next = model.forward(
                        List.of(Sequence.of(whole).withSink()), ObservationRequest.NOTHING.andNextLogLikelihoods())
                .get(0)
                .nextLogLikelihoods();
        double sum = 0;
        for (int t = prompt.length() - 1; t < next.length; t++) {
            sum += next[t];
        }
        return Math.exp(-sum / continuation.length);
    }
}
