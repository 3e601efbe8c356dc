package dev.stellator.worker;

/** Told of each subword as it is drawn. Called by the thread that generates. */
@FunctionalInterface
public interface GenerateListener {
    GenerateListener SILENT = (sequence, id, logProbability) -> true;

    /**
     * @param sequence index in the batch
     * @param logProbability of the subword under the (modulated) model, before temperature
     * @return whether this sequence goes on
     */
    boolean drawn(int sequence, int id, float logProbability);
}
