package dev.stellator.study.thinking;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.probe.Probe;
import dev.stellator.study.measure.WrittenText;
import dev.stellator.study.thinking.Chain.Link;
import dev.stellator.worker.GenerateListener;
import dev.stellator.worker.GenerateOptions;
import dev.stellator.worker.Generation;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.SubwordStream;
import dev.stellator.worker.Tokenizer;
import dev.stellator.worker.intervention.AttentionIntervention;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chains of thoughts: at each step the model goes on by one thought in every arm, and the field says where that thought
 * falls. The arms draw with the same random numbers.
 */
final class ThoughtWalk {
    private static final int LONGEST_CONTEXT = 512;
    private static final int SINK = 1;
    private static final double MIN_P = 0.1;
    private static final double REPETITION = 1.1;
    private static final Pattern SENTENCES = Pattern.compile("^.*[.!?…][\"”»')\\]]*(?=\\s|$)", Pattern.DOTALL);

    private final LanguageModel model;
    private final Thinker.Field field;
    private final Manner manner;
    private final int[] stops;

    /**
     * How thoughts are drawn.
     *
     * @param onwards whether a chain goes on after it has coalesced
     */
    record Manner(Decoding decoding, boolean onwards, long seed) {
        int subwords() {
            return decoding.subwords();
        }
    }

    /** @param coalescence when a chain from this text has fallen into the basin */
    record Start(String text, Coalescence coalescence) {}

    ThoughtWalk(LanguageModel model, Thinker.Field field, Manner manner) {
        this.model = model;
        this.field = field;
        this.manner = manner;
        this.stops = stops(model.tokenizer());
    }

    /** A thought is text, so any subword for control ends it, whichever of them the model's files name as the end. */
    private static int[] stops(Tokenizer tokenizer) {
        return IntStream.concat(
                        Arrays.stream(tokenizer.endsOfText()),
                        IntStream.range(0, tokenizer.size()).filter(tokenizer::special))
                .distinct()
                .toArray();
    }

    /**
     * The chains of each arm, from each start.
     *
     * @param progress is told of each thought, by {@code advance}
     */
    List<List<Strand>> walk(List<StepArm> arms, List<Start> starts, Thinker.Listener listener, Progress progress) {
        List<List<Strand>> strands = arms.stream()
                .map(arm -> starts.stream().map(start -> new Strand(arm, start)).toList())
                .toList();
        int steps = arms.get(0).acting().size();
        for (int step = 0; step < steps; step++) {
            long seed = RandomStreams.of(manner.seed(), "thoughts", step).nextLong();
            for (List<Strand> arm : strands) {
                Progress.checkpoint();
                grow(arm, step, seed, listener);
                progress.advance(arm.size());
            }
        }
        return strands;
    }

    private void grow(List<Strand> arm, int step, long seed, Thinker.Listener listener) {
        if (arm.stream().allMatch(strand -> strand.done)) {
            return;
        }
        List<Sequence> contexts =
                arm.stream().map(strand -> strand.context(step)).toList();
        GenerateOptions options = GenerateOptions.sampled(
                        manner.subwords(), manner.decoding().temperature(), 1, seed, stops)
                .withMinP(MIN_P, REPETITION);
        List<Generation> grown = model.generate(contexts, options, telling(arm, step, listener));
        for (int i = 0; i < arm.size(); i++) {
            Strand strand = arm.get(i);
            Link link = strand.done ? null : strand.grow(contexts.get(i), grown.get(i), step);
            if (link != null) {
                listener.born(strand.arm.name(), link);
            }
        }
    }

    /** What is drawn, told as text. */
    private GenerateListener telling(List<Strand> arm, int step, Thinker.Listener listener) {
        List<SubwordStream> streams =
                arm.stream().map(strand -> model.tokenizer().stream()).toList();
        return (sequence, id, logProbability) -> {
            Strand strand = arm.get(sequence);
            String part = IntStream.of(stops).anyMatch(stop -> stop == id)
                    ? ""
                    : streams.get(sequence).next(id);
            if (!strand.done && !part.isEmpty()) {
                listener.drawn(strand.arm.name(), step + 1, strand.arm.tokens().get(step), part);
            }
            return true;
        };
    }

    /**
     * The most subwords of a text that a model can go on from.
     *
     * @param subwords that it goes on by, at most
     * @param before subwords of what stands before the text
     */
    static int longestText(int contextLength, int subwords, int before) {
        return Math.min(LONGEST_CONTEXT, contextLength - SINK - before - subwords);
    }

    /** One chain as it grows. */
    final class Strand {
        private final StepArm arm;
        private final Start start;
        private final List<Link> links = new ArrayList<>();
        private final List<WrittenText> written = new ArrayList<>();
        private final int[] asked;
        private final StringBuilder text;
        private boolean done;

        private Strand(StepArm arm, Start start) {
            this.arm = arm;
            this.start = start;
            this.asked = manner.decoding().before(start.text(), model.tokenizer());
            this.text = new StringBuilder(asked.length == 0 ? start.text() : "");
        }

        private Sequence context(int step) {
            List<Intervention> acting = arm.acting().get(step);
            int[] ids = model.tokenizer().encode(text.toString());
            int before = acting.stream()
                    .filter(AttentionIntervention.Rail.class::isInstance)
                    .mapToInt(rail -> ((AttentionIntervention.Rail) rail).subwords().length)
                    .sum();
            int longest = longestText(model.info().contextLength(), manner.subwords(), before + asked.length);
            if (longest < 1) {
                throw new InputRefusedException("thoughts of " + manner.subwords()
                        + " subwords leave no room for a beginning in the model's context of "
                        + model.info().contextLength());
            }
            int[] recent = ids.length > longest ? Arrays.copyOfRange(ids, ids.length - longest, ids.length) : ids;
            return Sequence.of(IntStream.concat(IntStream.of(asked), IntStream.of(recent))
                            .toArray())
                    .withSink()
                    .with(acting);
        }

        /** Null when the model said nothing more. */
        private @Nullable Link grow(Sequence context, Generation grown, int step) {
            String thought = wholeSentences(model.tokenizer().decode(grown.ids()));
            if (thought.isBlank()) {
                done = true;
                return null;
            }
            text.append(thought);
            written.add(new WrittenText(context.ids(), grown.ids(), arm.acting().get(step)));
            float[] embedding = field.embed(thought.strip());
            Probe.Answer answer = field.ask(embedding);
            boolean coalesced = start.coalescence().reached(embedding, answer);
            done = coalesced && !manner.onwards();
            Link link = new Link(
                    step + 1,
                    arm.tokens().get(step),
                    thought.strip(),
                    answer.basin().label(),
                    answer.zone(),
                    answer.energyBefore(),
                    start.coalescence().distance(embedding),
                    coalesced);
            links.add(link);
            return link;
        }

        /** What was written, thought by thought. */
        List<WrittenText> written() {
            return List.copyOf(written);
        }

        Chain chain() {
            return new Chain(arm.name(), links, links.stream().anyMatch(Link::coalesced), arm.kl());
        }
    }

    /** Up to the last sentence that ends; all of it when none does. */
    static String wholeSentences(String text) {
        Matcher matcher = SENTENCES.matcher(text);
        return matcher.find() ? matcher.group() : text;
    }
}
