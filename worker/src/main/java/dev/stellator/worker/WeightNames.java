package dev.stellator.worker;

import java.util.Map;

/**
 * What a file calls the weights.
 *
 * @param stems from our names to the file's; a percent sign stands for the layer's number
 * @param transposed matrices are (in, out)
 * @param pairs queries and keys are already ordered in the pairs that turn together
 */
record WeightNames(Map<String, String> stems, boolean transposed, boolean pairs) {
    private static final String SEPARATOR = " ";

    static final WeightNames HUGGING_FACE = new WeightNames(
            stems(
                    "embedding model.embed_tokens",
                    "finalNorm model.norm",
                    "head lm_head",
                    "attentionNorm model.layers.%.input_layernorm",
                    "query model.layers.%.self_attn.q_proj",
                    "key model.layers.%.self_attn.k_proj",
                    "value model.layers.%.self_attn.v_proj",
                    "queryNorm model.layers.%.self_attn.q_norm",
                    "keyNorm model.layers.%.self_attn.k_norm",
                    "attentionOut model.layers.%.self_attn.o_proj",
                    "feedForwardNorm model.layers.%.post_attention_layernorm",
                    "gate model.layers.%.mlp.gate_proj",
                    "up model.layers.%.mlp.up_proj",
                    "feedForwardOut model.layers.%.mlp.down_proj"),
            false,
            false);

    static final WeightNames HUGGING_FACE_GPT2 = new WeightNames(
            stems(
                    "embedding transformer.wte",
                    "positions transformer.wpe",
                    "finalNorm transformer.ln_f",
                    "head lm_head",
                    "attentionNorm transformer.h.%.ln_1",
                    "attentionIn transformer.h.%.attn.c_attn",
                    "attentionOut transformer.h.%.attn.c_proj",
                    "feedForwardNorm transformer.h.%.ln_2",
                    "feedForwardIn transformer.h.%.mlp.c_fc",
                    "feedForwardOut transformer.h.%.mlp.c_proj"),
            true,
            false);

    private static final Map<String, String> GGUF_STEMS = stems(
            "embedding token_embd",
            "positions position_embd",
            "finalNorm output_norm",
            "head output",
            "attentionNorm blk.%.attn_norm",
            "query blk.%.attn_q",
            "key blk.%.attn_k",
            "value blk.%.attn_v",
            "queryNorm blk.%.attn_q_norm",
            "keyNorm blk.%.attn_k_norm",
            "attentionIn blk.%.attn_qkv",
            "attentionOut blk.%.attn_output",
            "feedForwardNorm blk.%.ffn_norm",
            "gate blk.%.ffn_gate",
            "up blk.%.ffn_up",
            "feedForwardIn blk.%.ffn_up",
            "feedForwardOut blk.%.ffn_down");

    /** Converters order the rows of Llama's queries and keys in pairs, and leave those of other families alone. */
    static WeightNames gguf(ModelConfig.Family family) {
        return new WeightNames(GGUF_STEMS, false, family == ModelConfig.Family.LLAMA);
    }

    static WeightNames huggingFace(ModelConfig.Family family) {
        return family == ModelConfig.Family.GPT2 ? HUGGING_FACE_GPT2 : HUGGING_FACE;
    }

    /** The file's name of a weight or bias; some files leave the first part out. */
    String of(TensorSource source, String name, int layer, String kind) {
        String stem = stems.get(name);
        String full = (stem == null ? name : stem).replace("%", Integer.toString(layer)) + "." + kind;
        String shorter = full.substring(full.indexOf('.') + 1);
        return !source.has(full) && source.has(shorter) ? shorter : full;
    }

    private static Map<String, String> stems(String... pairs) {
        Map<String, String> stems = new java.util.HashMap<>();
        for (String pair : pairs) {
            int at = pair.indexOf(SEPARATOR);
            stems.put(pair.substring(0, at), pair.substring(at + 1));
        }
        return Map.copyOf(stems);
    }
}
