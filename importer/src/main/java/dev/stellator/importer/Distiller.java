package dev.stellator.importer;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.CorpusGraph.Document;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.importer.Step.RawThought;
import dev.stellator.importer.internal.analyse.DocumentLanguage;
import dev.stellator.importer.internal.analyse.Language;
import dev.stellator.importer.internal.analyse.LanguageGuess;
import dev.stellator.importer.internal.analyse.Mentions;
import dev.stellator.importer.internal.analyse.TermAnalyser;
import dev.stellator.importer.internal.read.Block;
import dev.stellator.importer.internal.read.BlockSink;
import dev.stellator.importer.internal.read.Content;
import dev.stellator.importer.internal.read.DocumentReader;
import dev.stellator.importer.internal.read.RecordReader;
import dev.stellator.importer.internal.segment.Passage;
import dev.stellator.importer.internal.segment.Segmenter;
import dev.stellator.importer.internal.segment.Words;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes thoughts of a document. It is surveyed whole before the first thought is handed on: its language and its
 * collocations are known only at the end, and a document that cannot be read leaves nothing behind. Passages are held in
 * memory meanwhile as long as they are few; a longer document is read a second time.
 */
final class Distiller implements AutoCloseable {
    private static final int HELD = 20_000;

    private final ImportSettings settings;
    private final ThoughtUnit unit;
    private final StepBatcher out;
    private final Findings findings;
    private final LanguageGuess guess = new LanguageGuess();
    private final TermAnalyser analyser = new TermAnalyser();
    private final Stopwatch analysing = new Stopwatch();
    private DocumentLanguage fileLanguage = new DocumentLanguage();
    private boolean fileLanguageKnown;

    Distiller(ImportSettings settings, ThoughtUnit unit, StepBatcher out, Findings findings) {
        this.settings = settings;
        this.unit = unit;
        this.out = out;
        this.findings = findings;
    }

    /** Asked before a document counts as read. */
    interface Check {
        void run() throws IOException;
    }

    void document(String id, Source source, Check check) throws IOException {
        String uri = source.uri();
        Survey survey = new Survey(guess, analyser, settings.collocations());
        List<Guessed> held = new ArrayList<>();
        TextBalance balance = new TextBalance();
        read(source, survey, balance, passage -> {
            Guessed guessed = guessed(passage, survey::thought);
            if (survey.thoughts() <= HELD) {
                held.add(guessed);
            } else {
                out.readOnce();
            }
        });
        check.run();
        findings.balance(uri, balance);
        Survey.Findings found = survey.findings();
        if (found.thoughts() == 0) {
            throw new InputRefusedException("no text in it");
        }
        Document document = describe(id, uri, found);
        if (found.thoughts() <= settings.batchSize()) {
            out.step(new Step.Whole(document, source.reader().format(), thoughts(held, found)));
            return;
        }
        Parts parts = new Parts(document, source.reader().format(), found);
        if (found.thoughts() <= HELD) {
            for (int i = 0; i < held.size(); i++) {
                parts.add(held.get(i));
                out.share(i + 1, held.size());
            }
        } else {
            held.clear();
            Survey again = new Survey(guess, analyser, settings.collocations());
            read(source, again, new TextBalance(), passage -> {
                parts.add(guessed(passage, guess::of));
                out.readAgain();
            });
            check.run();
        }
        parts.finish();
    }

    /** What a document is read from: the same again at each reading. */
    record Source(String uri, DocumentReader reader, Content content) {}

    private void read(Source source, Survey survey, TextBalance balance, Consumer<Passage> passages)
            throws IOException {
        Segmenter segmenter = new Segmenter(unit, settings.limits(unit), guess::likely, passages);
        source.reader().read(source.content(), new BlockSink() {
            @Override
            public void title(String title) {
                survey.title(title);
            }

            @Override
            public void block(Block block) {
                out.stopIfCancelled();
                if (block.kind() != Block.Kind.CODE || settings.read().code()) {
                    balance.kept(block.text());
                    segmenter.block(block);
                } else {
                    balance.leftOut("code", block.text());
                }
            }

            @Override
            public void remark(String remark) {
                findings.remark(source.uri(), remark);
            }

            @Override
            public void found(String text) {
                balance.found(text);
            }

            @Override
            public void leftOut(String rule, String text) {
                balance.leftOut(rule, text);
            }
        });
        segmenter.end();
    }

    /** A new file of records begins, whose common language is not known yet. */
    void newFile() {
        fileLanguage = new DocumentLanguage();
        fileLanguageKnown = false;
    }

    /** The first records of a file say which language those that are too short to tell are in. */
    void learnLanguage(List<RecordReader.Row> records) {
        if (!fileLanguageKnown) {
            records.stream()
                    .flatMap(record -> record.blocks().stream())
                    .forEach(block -> fileLanguage.count(block.text(), guess.of(block.text())));
            fileLanguageKnown = true;
        }
    }

    /** @param balance takes what is left out of the record */
    void record(String id, String uri, String format, RecordReader.Row record, TextBalance balance) {
        Survey survey = new Survey(guess, analyser, settings.collocations());
        List<Passage> passages = new ArrayList<>();
        Segmenter segmenter = new Segmenter(unit, settings.limits(unit), guess::likely, passages::add);
        for (Block block : whole(record.blocks())) {
            if (block.kind() == Block.Kind.CODE && !settings.read().code()) {
                balance.leftOut("code", block.text());
            } else {
                segmenter.block(block);
            }
        }
        segmenter.end();
        if (record.title() != null) {
            survey.title(record.title());
        }
        List<Guessed> guessed = passages.stream()
                .map(passage -> guessed(passage, survey::thought))
                .toList();
        Survey.Findings own = survey.findings();
        Survey.Findings found = passages.size() > 1
                ? own
                : new Survey.Findings(fileLanguage, own.collocations(), own.title(), own.thoughts());
        List<RawThought> thoughts = thoughts(guessed, found);
        if (!thoughts.isEmpty()) {
            String language = passages.size() > 1
                    ? own.languages().majority().code()
                    : thoughts.get(0).language();
            Document document = new Document(id, uri, id, language, title(uri, found));
            out.step(new Step.Whole(document, format, thoughts));
        }
    }

    /** Where a record is one thought, its paragraphs are; what several people say stays apart, and so does code. */
    private List<Block> whole(List<Block> blocks) {
        boolean one = blocks.stream().allMatch(block -> block.speaker() == null && block.kind() != Block.Kind.CODE);
        if (unit != ThoughtUnit.RECORD || !one || blocks.size() < 2) {
            return blocks;
        }
        return List.of(Block.paragraph(blocks.stream().map(Block::text).collect(Collectors.joining(" "))));
    }

    private static Document describe(String id, String uri, Survey.Findings findings) {
        return new Document(id, uri, id, findings.languages().majority().code(), title(uri, findings));
    }

    private static String title(String uri, Survey.Findings findings) {
        String name = uri.substring(uri.lastIndexOf('/') + 1);
        int dot = name.indexOf('#') >= 0 ? -1 : name.lastIndexOf('.');
        return findings.title() != null ? findings.title() : dot > 0 ? name.substring(0, dot) : name;
    }

    /** @param language nothing where it cannot be told by the passage alone */
    private record Guessed(Passage passage, Optional<Language> language) {}

    private Guessed guessed(Passage passage, Function<String, Optional<Language>> guesser) {
        analysing.start();
        Guessed guessed = new Guessed(passage, guesser.apply(passage.text()));
        analysing.stop();
        return guessed;
    }

    private List<RawThought> thoughts(List<Guessed> passages, Survey.Findings found) {
        List<RawThought> thoughts = new ArrayList<>();
        passages.forEach(guessed -> thoughts.add(thought(guessed, thoughts.size(), found)));
        return thoughts;
    }

    private RawThought thought(Guessed guessed, int position, Survey.Findings found) {
        analysing.start();
        Passage passage = guessed.passage();
        String text = passage.text();
        Language language = found.languages().resolve(text, guessed.language());
        Set<String> collocations = found.collocations().getOrDefault(language, Set.of());
        RawThought thought = new RawThought(
                Hashes.sha256(text),
                position,
                text,
                language.code(),
                Words.count(text),
                Mentions.of(analyser.terms(text, language), collocations, language),
                passage.speaker());
        analysing.stop();
        return thought;
    }

    double analysingSeconds() {
        return analysing.seconds();
    }

    @Override
    public void close() {
        analyser.close();
    }

    /** Hands a long document on in parts. */
    private final class Parts {
        private final Document document;
        private final Survey.Findings found;
        private List<RawThought> thoughts = new ArrayList<>();
        private int position;

        Parts(Document document, String format, Survey.Findings found) {
            this.document = document;
            this.found = found;
            out.step(new Step.Begin(document, format));
        }

        void add(Guessed guessed) {
            thoughts.add(thought(guessed, position++, found));
            if (thoughts.size() >= settings.batchSize()) {
                emit();
            }
        }

        private void emit() {
            if (!thoughts.isEmpty()) {
                List<RawThought> ready = thoughts;
                thoughts = new ArrayList<>();
                out.step(new Step.Part(document.id(), ready));
            }
        }

        void finish() {
            emit();
            out.step(new Step.Finish(document.id()));
        }
    }
}
