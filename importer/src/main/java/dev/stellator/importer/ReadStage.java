package dev.stellator.importer;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.CorpusGraph.Document;
import dev.stellator.importer.Step.RawThought;
import dev.stellator.importer.internal.analyse.Language;
import dev.stellator.importer.internal.analyse.LanguageGuess;
import dev.stellator.importer.internal.analyse.Mentions;
import dev.stellator.importer.internal.analyse.TermAnalyser;
import dev.stellator.importer.internal.read.Block;
import dev.stellator.importer.internal.read.BlockSink;
import dev.stellator.importer.internal.segment.Segmenter;
import dev.stellator.importer.internal.segment.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads, segments and analyses documents, each twice: once to survey it, once to hand it on. */
final class ReadStage {
    private final ImportSettings settings;
    private final Handoff<List<Step>> out;
    private final LanguageGuess guess = new LanguageGuess();
    private final Map<String, String> refused = new HashMap<>();
    private final Stopwatch reading = new Stopwatch();
    private final Stopwatch analysing = new Stopwatch();
    private List<Step> batch = new ArrayList<>();
    private int batched;

    ReadStage(ImportSettings settings, Handoff<List<Step>> out) {
        this.settings = settings;
        this.out = out;
    }

    void run(List<Plan.Job> jobs) {
        try (TermAnalyser analyser = new TermAnalyser()) {
            for (Plan.Job job : jobs) {
                document(job, analyser);
            }
            flush();
            out.end();
        } catch (Stopped e) {
            // The other side wants no more.
        }
    }

    private void document(Plan.Job job, TermAnalyser analyser) {
        reading.start();
        Progressed passed = new Progressed();
        try {
            Survey survey = new Survey(guess, analyser, settings.collocations());
            read(job, survey::title, survey::thought, new Progressed());
            Survey.Findings findings = survey.findings();
            if (findings.thoughts() == 0) {
                throw new InputRefusedException("no text in it");
            }
            step(new Step.Begin(describe(job, findings), job.source().reader().format()), 0);
            Distillation distillation = new Distillation(job, findings, analyser, passed);
            String hash = read(job, title -> {}, distillation::thought, passed);
            reading.stop();
            distillation.emit();
            reading.start();
            if (!hash.equals(job.id())) {
                throw new InputRefusedException("changed while it was read; import it again");
            }
            step(new Step.Finish(job.id(), job.source().size() - passed.reported), 0);
        } catch (InputRefusedException e) {
            refuse(job, e.getMessage() == null ? "refused" : e.getMessage(), passed);
        } catch (IOException e) {
            refuse(job, FileScan.reason(e), passed);
        } finally {
            reading.stop();
        }
    }

    private void refuse(Plan.Job job, String reason, Progressed passed) {
        refused.put(job.source().uri(), reason);
        step(new Step.Abandon(job.source().size() - passed.reported), 0);
    }

    private static Document describe(Plan.Job job, Survey.Findings findings) {
        String uri = job.source().uri();
        String name = uri.substring(uri.lastIndexOf('/') + 1);
        String title = findings.title() == null ? name.substring(0, name.lastIndexOf('.')) : findings.title();
        return new Document(
                job.id(), uri, job.id(), findings.languages().majority().code(), title);
    }

    /** Reads the whole file, and returns the hash of what was read. */
    private String read(Plan.Job job, Consumer<String> titles, Consumer<String> thoughts, Progressed passed)
            throws IOException {
        try (InputStream file = Files.newInputStream(job.source().path());
                MeasuredStream in = new MeasuredStream(file, Hashes.newSha256())) {
            passed.stream = in;
            Segmenter segmenter = new Segmenter(settings.limits(), thought -> analysed(thoughts, thought));
            job.source().reader().read(in, new BlockSink() {
                @Override
                public void title(String title) {
                    titles.accept(title);
                }

                @Override
                public void block(Block block) {
                    stopIfCancelled();
                    segmenter.block(block);
                }
            });
            segmenter.end();
            return in.hash();
        }
    }

    private void analysed(Consumer<String> thoughts, String thought) {
        reading.stop();
        analysing.start();
        thoughts.accept(thought);
        analysing.stop();
        reading.start();
    }

    private void step(Step step, int thoughts) {
        batch.add(step);
        batched += thoughts;
        if (batched >= settings.batchSize()) {
            flush();
        }
    }

    private void flush() {
        try {
            if (!out.put(batch)) {
                throw new Stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        }
        batch = new ArrayList<>();
        batched = 0;
    }

    private void stopIfCancelled() {
        if (out.isCancelled()) {
            throw new Stopped();
        }
    }

    Map<String, String> refused() {
        return refused;
    }

    double readingSeconds() {
        return reading.seconds();
    }

    double analysingSeconds() {
        return analysing.seconds();
    }

    /** How much of a file was read and reported. */
    private static final class Progressed {
        private @Nullable MeasuredStream stream;
        private long reported;

        long more() {
            long count = stream == null ? reported : stream.count();
            long more = count - reported;
            reported = count;
            return more;
        }
    }

    /** The second reading of one document. */
    private final class Distillation {
        private final Plan.Job job;
        private final Survey.Findings findings;
        private final TermAnalyser analyser;
        private final Progressed passed;
        private List<RawThought> thoughts = new ArrayList<>();
        private int position;

        Distillation(Plan.Job job, Survey.Findings findings, TermAnalyser analyser, Progressed passed) {
            this.job = job;
            this.findings = findings;
            this.analyser = analyser;
            this.passed = passed;
        }

        void thought(String text) {
            Language language = findings.languages().resolve(text, guess.of(text));
            Set<String> collocations = findings.collocations().getOrDefault(language, Set.of());
            thoughts.add(new RawThought(
                    Hashes.sha256(text),
                    position++,
                    text,
                    language.code(),
                    Words.count(text),
                    Mentions.of(analyser.terms(text, language), collocations, language)));
            if (batched + thoughts.size() >= settings.batchSize()) {
                analysing.stop();
                emit();
                analysing.start();
            }
        }

        void emit() {
            if (!thoughts.isEmpty()) {
                int count = thoughts.size();
                List<RawThought> ready = thoughts;
                thoughts = new ArrayList<>();
                step(new Step.Part(job.id(), ready, passed.more()), count);
            }
        }
    }

    /** Unwinds a reading that nobody wants any more. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }
}
