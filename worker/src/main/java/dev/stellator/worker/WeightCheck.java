package dev.stellator.worker;

import dev.stellator.engine.InputRefusedException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a file's list of tensors, before any of them is read: whether all that the model needs is there in its
 * shape, and whether it holds weights of layers that the model, as it is described, would never use.
 */
final class WeightCheck {
    /** Weights by the names of all layers, of which the first part may be left out. */
    private static final Pattern OF_LAYERS =
            Pattern.compile("^(?:model\\.layers|layers|transformer\\.h|h|blk)\\.\\d+\\..*\\.(?:weight|bias)$");
    /** Buffers that some converters write: masks and tables of positions. */
    private static final Pattern BUFFERS =
            Pattern.compile(".*(?:\\.attn\\.bias|rotary_emb\\..*|attn_rot_embd\\.weight|rope_freqs\\.weight)$");

    private final TensorSource source;
    private final WeightNames names;
    private final ModelConfig config;
    private final Set<String> used = new HashSet<>();

    private WeightCheck(TensorSource source, WeightNames names, ModelConfig config) {
        this.source = source;
        this.names = names;
        this.config = config;
    }

    /** @throws InputRefusedException that names the file and the tensor */
    static void of(TensorSource source, WeightNames names, ModelConfig config) {
        new WeightCheck(source, names, config).check();
    }

    private void check() {
        int width = config.width();
        weight("embedding", -1, config.vocabulary(), width);
        if (config.gpt2()) {
            weight("positions", -1, config.contextLength(), width);
        }
        head();
        norm("finalNorm", -1);
        for (int layer = 0; layer < config.layers(); layer++) {
            layer(layer);
        }
        refuseUnused();
    }

    private void head() {
        String head = names.of(source, "head", -1, "weight");
        if (source.has(head)) {
            weight("head", -1, config.vocabulary(), config.width());
        } else if (Boolean.FALSE.equals(config.declared().tied())) {
            throw new InputRefusedException(source.file(head) + ": tensor " + head
                    + " is missing, and config.json does not say that the embedding stands in for it"
                    + " (tie_word_embeddings); the model is incomplete, so fetch it anew");
        }
        String bias = names.of(source, "head", -1, "bias");
        if (source.has(bias)) {
            throw new InputRefusedException(
                    source.file(bias) + ": tensor " + bias + ": a head with a bias is not supported");
        }
    }

    private void layer(int layer) {
        int width = config.width();
        int inner = config.inner();
        int queries = config.heads() * config.headWidth();
        int keys = config.keyValueHeads() * config.headWidth();
        ModelConfig.Declared declared = config.declared();
        norm("attentionNorm", layer);
        norm("feedForwardNorm", layer);
        if (config.family() == ModelConfig.Family.QWEN3) {
            weight("queryNorm", layer, 1, config.headWidth());
            weight("keyNorm", layer, 1, config.headWidth());
        }
        if (source.has(names.of(source, "attentionIn", layer, "weight"))) {
            linear("attentionIn", layer, queries + 2 * keys, width, declared.attentionBias());
        } else {
            linear("query", layer, queries, width, declared.attentionBias());
            linear("key", layer, keys, width, declared.attentionBias());
            linear("value", layer, keys, width, declared.attentionBias());
        }
        linear("attentionOut", layer, width, queries, declared.attentionOutBias());
        List<String> feedForwardIn = config.gpt2() ? List.of("feedForwardIn") : List.of("gate", "up");
        feedForwardIn.forEach(name -> linear(name, layer, inner, width, declared.feedForwardBias()));
        linear("feedForwardOut", layer, width, inner, declared.feedForwardBias());
    }

    private void norm(String name, int layer) {
        weight(name, layer, 1, config.width());
        String bias = names.of(source, name, layer, "bias");
        if (config.gpt2() || source.has(bias)) {
            shape(bias, 1, config.width());
        }
    }

    private void weight(String name, int layer, long rows, long columns) {
        shape(names.of(source, name, layer, "weight"), rows, columns);
    }

    private void linear(String name, int layer, int out, int in, @Nullable Boolean hasBias) {
        if (names.transposed()) {
            weight(name, layer, in, out);
        } else {
            weight(name, layer, out, in);
        }
        String bias = names.of(source, name, layer, "bias");
        if (Boolean.FALSE.equals(hasBias) && source.has(bias)) {
            throw new InputRefusedException(source.file(bias) + ": tensor " + bias
                    + " is there, but config.json says that there are no biases");
        }
        if (Boolean.TRUE.equals(hasBias) || source.has(bias)) {
            shape(bias, 1, out);
        }
    }

    private void shape(String name, long rows, long columns) {
        used.add(name);
        long foundRows = source.rows(name);
        long foundColumns = source.columns(name);
        if (foundRows != rows || foundColumns != columns) {
            throw new InputRefusedException(source.file(name) + ": tensor " + name + ": expected shape (" + rows + ", "
                    + columns + "), found (" + foundRows + ", " + foundColumns + ")");
        }
    }

    /** A configuration with fewer layers, or of another family, would make another model of the same file. */
    private void refuseUnused() {
        for (String name : source.names().stream().sorted().toList()) {
            if (!used.contains(name)
                    && source.holdsWeights(name)
                    && OF_LAYERS.matcher(name).matches()
                    && !BUFFERS.matcher(name).matches()) {
                Path file = source.file(name);
                throw new InputRefusedException(file + ": tensor " + name + " has no place in a model of the family "
                        + config.family().word() + " with " + config.layers()
                        + " layers; the configuration is not that of these weights");
            }
        }
    }
}
