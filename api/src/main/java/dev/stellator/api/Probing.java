package dev.stellator.api;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.engine.probe.PartedAnswer;
import dev.stellator.engine.probe.Probe;
import dev.stellator.importer.ThoughtCutter;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks whether texts fall into existing basins: each is cut as the corpus was cut, and answered as a whole and in parts.
 *
 * <p>For one thread, as its workspace is.
 */
public final class Probing {
    private static final int TEXTS_AT_ONCE = 256;

    /** Texts of one question; more are work, and ask a field of their own so that nobody waits for them. */
    private static final int SHORT = 32;

    private final Workspace workspace;

    public Probing(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * A text that was probed.
     *
     * @param parts the text as the corpus was cut
     * @param unit by which it was cut
     */
    public record Probed(String text, List<String> parts, ThoughtUnit unit, PartedAnswer answer) {
        public Probed {
            parts = List.copyOf(parts);
        }
    }

    /** @param parts the text as the corpus was cut */
    private record CutText(String text, List<String> parts) {
        /** What is embedded: the parts, and the whole where it is none of them. */
        private List<String> embedded() {
            List<String> all = new ArrayList<>(parts);
            if (parts.size() > 1) {
                all.add(text);
            }
            return all;
        }
    }

    /**
     * @throws InputRefusedException when there is no text, one is blank, or there are no basins yet
     */
    public List<Probed> ask(List<String> texts, Progress progress) {
        if (texts.stream().allMatch(String::isBlank)) {
            throw new InputRefusedException("the thought is empty; give a sentence");
        }
        Resident resident = workspace.resident();
        if (resident != null && texts.size() <= SHORT) {
            workspace.requireGraph();
            return resident.probing(probe -> ask(probe, texts, progress));
        }
        try (Probe probe =
                Probe.open(workspace.graph().thoughts(), workspace.graph().basins())) {
            return ask(probe, texts, progress);
        }
    }

    /** The answer to one text as a whole, with a probe that is open; the caller closes it. */
    Probe.Answer whole(Probe probe, String text) {
        return ask(probe, List.of(text), Progress.SILENT).get(0).answer().whole();
    }

    /** With a probe that is open; the caller closes it. */
    public List<Probed> ask(Probe probe, List<String> texts, Progress progress) {
        ThoughtCutter cutter = new ThoughtCutter(workspace.unit());
        List<CutText> cuts =
                texts.stream().map(text -> new CutText(text, cutter.cut(text))).toList();
        List<float[]> embeddings = embeddings(cuts, progress);
        progress.begin("probe", embeddings.size());
        List<Probe.Answer> flat = probe.askAll(embeddings, progress);
        progress.end();
        List<Probed> probed = new ArrayList<>();
        int at = 0;
        for (CutText cut : cuts) {
            int end = at + cut.embedded().size();
            List<Probe.Answer> parts = flat.subList(at, at + cut.parts().size());
            probed.add(new Probed(cut.text(), cut.parts(), cutter.unit(), PartedAnswer.of(flat.get(end - 1), parts)));
            at = end;
        }
        return probed;
    }

    private List<float[]> embeddings(List<CutText> cuts, Progress progress) {
        List<String> texts =
                cuts.stream().flatMap(cut -> cut.embedded().stream()).toList();
        progress.begin("embed", texts.size());
        List<float[]> embeddings = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += TEXTS_AT_ONCE) {
            Progress.checkpoint();
            List<String> batch = texts.subList(from, Math.min(texts.size(), from + TEXTS_AT_ONCE));
            embeddings.addAll(workspace.embedder().embed(batch));
            progress.advance(batch.size());
        }
        progress.end();
        return embeddings;
    }
}
