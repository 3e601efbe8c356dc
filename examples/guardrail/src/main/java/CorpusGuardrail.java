import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.guardrail.InputGuardrail;
import dev.langchain4j.guardrail.InputGuardrailResult;
import dev.stellator.Stellator;
import dev.stellator.engine.probe.Probe;
import java.util.Locale;

/**
 * Refuses questions that fall outside of a corpus, with the p-value as the reason: of questions that are like the corpus, a
 * share of {@code alpha} at most is refused. Thread-safe, as {@link Stellator} is.
 */
public final class CorpusGuardrail implements InputGuardrail {
    private final Stellator corpus;
    private final double alpha;

    public CorpusGuardrail(Stellator corpus, double alpha) {
        this.corpus = corpus;
        this.alpha = alpha;
    }

    @Override
    public InputGuardrailResult validate(UserMessage question) {
        Probe.Answer answer = corpus.probe(question.singleText());
        return answer.p() > alpha
                ? success()
                : fatal(String.format(Locale.ROOT, "outside of what is known here: p = %.3f, at most %s", answer.p(), alpha));
    }
}
