package dev.stellator.study.thinking;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.reaction.ProgramCompiler;
import dev.stellator.study.thinking.Chain.Link;
import dev.stellator.worker.GenerateListener;
import dev.stellator.worker.GenerateOptions;
import dev.stellator.worker.Generation;
import dev.stellator.worker.Intervention;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model think along a path: at each step the window of the program stands on that step's token, the model goes on
 * by one thought, and the field says where that thought falls. It has coalesced when it falls into the path's basin and
 * within the radius of its attractor. The base model and the path's words as a prompt go the same way beside it, with the
 * same random numbers.
 */
public final class Thinker {
    /** Names of the arms, in the order in which they are reported. */
    public static final List<String> ARMS = List.of("base", "path", "prompt");

    private static final double TOP_P = 0.9;
    private static final int LONGEST_CONTEXT = 512;
    private static final int SINK = 1;
    private static final Pattern SENTENCES = Pattern.compile("^.*[.!?…][\"”»')\\]]*(?=\\s|$)", Pattern.DOTALL);

    private final LanguageModel model;
    private final ProgramCompiler compiler;

    public Thinker(LanguageModel model) {
        this(model, null);
    }

    /** @param learned field that programs act by which leave it to the model; null for none */
    public Thinker(LanguageModel model, @Nullable LearnedField learned) {
        this.model = model;
        this.compiler = new ProgramCompiler(model, learned);
    }

    /** Where a text stands: its unit embedding, and what the probe says of it. */
    public interface Field {
        float[] embed(String text);

        Probe.Answer ask(float[] embedding);
    }

    /** Hears each thought as it is born. */
    public interface Listener {
        void born(String arm, Link link);
    }

    /**
     * What to think.
     *
     * @param thought the beginning
     * @param basin that the path leads into
     * @param directions needed when the program has a phase
     * @param gain of the attention drifts whose strength the program leaves open
     * @param learned what a training along the path has learned; empty without one
     * @param open whether the program's gate lets the thought through; if not, only the base model speaks
     * @param subwords of a thought, at most
     * @param temperature 0 for the likeliest subwords
     */
    public record Request(
            String thought,
            Program program,
            Basin basin,
            @Nullable Directions directions,
            double gain,
            List<Intervention> learned,
            boolean open,
            int subwords,
            double temperature,
            long seed) {
        public Request {
            learned = List.copyOf(learned);
        }
    }

    /** The chains, in the order of {@link #ARMS}; the base model's alone where the gate is shut. */
    public List<Chain> think(Request request, Field field, Listener listener) {
        List<Strand> strands = new ArrayList<>();
        for (String arm : request.open() ? ARMS : List.of("base")) {
            strands.add(new Strand(arm, request));
        }
        List<String> tokens = request.program().tokens();
        int[] stops = stops(model.tokenizer());
        for (int step = 0; step < tokens.size(); step++) {
            Progress.checkpoint();
            List<Intervention> now = request.open() ? at(request, tokens.get(step)) : List.of();
            List<Sequence> contexts =
                    strands.stream().map(strand -> strand.context(now)).toList();
            List<Generation> grown = model.generate(
                    contexts,
                    GenerateOptions.sampled(
                            request.subwords(),
                            request.temperature(),
                            TOP_P,
                            RandomStreams.of(request.seed(), "thoughts", step).nextLong(),
                            stops),
                    GenerateListener.SILENT);
            for (int i = 0; i < strands.size(); i++) {
                Strand strand = strands.get(i);
                if (strand.done) {
                    continue;
                }
                Link link = strand.grow(grown.get(i), step, tokens.get(step), field);
                if (link != null) {
                    listener.born(strand.arm, link);
                }
            }
            if (strands.stream().allMatch(strand -> strand.done)) {
                break;
            }
        }
        return strands.stream().map(Strand::chain).toList();
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
     * The most subwords of a text that a model can go on from.
     *
     * @param subwords that it goes on by, at most
     * @param before subwords of what stands before the text
     */
    public static int longestText(int contextLength, int subwords, int before) {
        return Math.min(LONGEST_CONTEXT, contextLength - SINK - before - subwords);
    }

    /** The program with its window on one step. */
    private List<Intervention> at(Request request, String token) {
        List<Intervention> all = new ArrayList<>(compiler.compile(
                request.program().withTokens(List.of(token)),
                request.directions(),
                ProgramCompiler.Dose.of(request.gain())));
        all.addAll(request.learned());
        return all;
    }

    private final class Strand {
        private final String arm;
        private final Request request;
        private final List<Link> links = new ArrayList<>();
        private final StringBuilder text;
        private boolean done;
        private boolean coalesced;

        Strand(String arm, Request request) {
            this.arm = arm;
            this.request = request;
            this.text = new StringBuilder();
            if (arm.equals("prompt")) {
                text.append(String.join(", ", request.program().tokens())).append(". ");
            }
            text.append(request.thought());
        }

        Sequence context(List<Intervention> interventions) {
            int[] ids = model.tokenizer().encode(text.toString());
            int before = interventions.stream()
                    .filter(Intervention.Rail.class::isInstance)
                    .mapToInt(rail -> ((Intervention.Rail) rail).subwords().length)
                    .sum();
            int longest = longestText(model.info().contextLength(), request.subwords(), before);
            if (longest < 1) {
                throw new InputRefusedException("thoughts of " + request.subwords()
                        + " subwords leave no room for a beginning in the model's context of "
                        + model.info().contextLength());
            }
            int[] recent = ids.length > longest ? Arrays.copyOfRange(ids, ids.length - longest, ids.length) : ids;
            Sequence sequence = Sequence.of(recent).withSink();
            return arm.equals("path") ? sequence.with(interventions) : sequence;
        }

        /** Null when the model said nothing more. */
        @Nullable
        Link grow(Generation grown, int step, String token, Field field) {
            String thought = wholeSentences(model.tokenizer().decode(grown.ids()));
            if (thought.isBlank()) {
                done = true;
                return null;
            }
            text.append(thought);
            float[] embedding = field.embed(thought.strip());
            Probe.Answer answer = field.ask(embedding);
            double distance = 1 - Vectors.dot(embedding, request.basin().attractor());
            coalesced = answer.zone() != Zone.OUTSIDE
                    && answer.basin().id().equals(request.basin().id())
                    && distance <= request.basin().radius();
            done = coalesced;
            Link link = new Link(
                    step + 1,
                    token,
                    thought.strip(),
                    answer.basin().label(),
                    answer.zone(),
                    answer.energyBefore(),
                    distance,
                    coalesced);
            links.add(link);
            return link;
        }

        Chain chain() {
            return new Chain(arm, links, coalesced);
        }
    }

    /** Up to the last sentence that ends; all of it when none does. */
    static String wholeSentences(String text) {
        Matcher matcher = SENTENCES.matcher(text);
        return matcher.find() ? matcher.group() : text;
    }
}
