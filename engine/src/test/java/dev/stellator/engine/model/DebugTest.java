package dev.stellator.engine.model;

import org.junit.jupiter.api.Test;

class DebugTest {
    @Test
    void debug() {
        for (String n : new String[] {"llama", "qwen3"})
            try (LanguageModel m = References.openTiny(n)) {
                int[] ids = m.tokenizer().encode("A contradiction is not an error; it is where a theory begins.");
                for (int i = 0; i < 6; i++) {
                    float[] l = m.forward(Sequence.of(ids), Observe.NOTHING.logitsAt(-1))
                            .logits()[0];
                    Generation g = m.generate(Sequence.of(ids), GenerateOptions.greedy(3), GenerateListener.SILENT);
                    System.out.println("DBG " + l[0] + " " + References.logSumExp(l) + " "
                            + java.util.Arrays.toString(g.ids()) + java.util.Arrays.toString(g.logProbabilities()));
                }
            }
    }
}
