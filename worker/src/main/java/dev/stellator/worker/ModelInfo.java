package dev.stellator.worker;

/**
 * What is known of an open model.
 *
 * @param contextLength largest number of positions
 * @param sinkId the subword that stands before rail and input as attention sink
 * @param fingerprint SHA-256 over the weights' files
 */
public record ModelInfo(
        String name,
        String family,
        int layers,
        int heads,
        int keyValueHeads,
        int width,
        int vocabulary,
        int contextLength,
        int sinkId,
        long parameters,
        ModelOptions.Precision precision,
        String device,
        String fingerprint) {}
