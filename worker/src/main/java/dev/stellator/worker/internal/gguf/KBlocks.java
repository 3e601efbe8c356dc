package dev.stellator.worker.internal.gguf;

import java.nio.ByteBuffer;

/** Super-blocks of 256 values with scales of their own for runs of 16 or 32. */
final class KBlocks {
    private KBlocks() {}

    static void q2(ByteBuffer from, int at, float[] to, int offset) {
        float d = Blocks.half(from, at + 80);
        float dMin = Blocks.half(from, at + 82);
        for (int run = 0; run < 16; run++) {
            int scale = from.get(at + run);
            float dl = d * (scale & 0xF);
            float ml = dMin * ((scale >> 4) & 0xF);
            int quants = at + 16 + run / 8 * 32 + run % 2 * 16;
            int shift = run % 8 / 2 * 2;
            for (int i = 0; i < 16; i++) {
                to[offset + run * 16 + i] = dl * ((from.get(quants + i) >> shift) & 3) - ml;
            }
        }
    }

    static void q3(ByteBuffer from, int at, float[] to, int offset) {
        float d = Blocks.half(from, at + 108);
        int scales = at + 96;
        for (int run = 0; run < 16; run++) {
            int low = (from.get(scales + run % 8) >> (run / 8 * 4)) & 0xF;
            int high = (from.get(scales + 8 + run % 4) >> (run / 4 * 2)) & 3;
            float dl = d * ((low | (high << 4)) - 32);
            int half = run % 2 * 16;
            int quants = at + 32 + run / 8 * 32 + half;
            int shift = run % 8 / 2 * 2;
            int bit = run / 2;
            for (int i = 0; i < 16; i++) {
                int q = (from.get(quants + i) >> shift) & 3;
                int mask = (from.get(at + half + i) >> bit) & 1;
                to[offset + run * 16 + i] = dl * (q - (1 - mask) * 4);
            }
        }
    }

    static void q4(ByteBuffer from, int at, float[] to, int offset) {
        float d = Blocks.half(from, at);
        float dMin = Blocks.half(from, at + 2);
        for (int run = 0; run < 8; run++) {
            float dl = d * scale(from, at + 4, run);
            float ml = dMin * minimum(from, at + 4, run);
            int quants = at + 16 + run / 2 * 32;
            for (int i = 0; i < 32; i++) {
                to[offset + run * 32 + i] = dl * ((from.get(quants + i) >> (run % 2 * 4)) & 0xF) - ml;
            }
        }
    }

    static void q5(ByteBuffer from, int at, float[] to, int offset) {
        float d = Blocks.half(from, at);
        float dMin = Blocks.half(from, at + 2);
        for (int run = 0; run < 8; run++) {
            float dl = d * scale(from, at + 4, run);
            float ml = dMin * minimum(from, at + 4, run);
            int quants = at + 48 + run / 2 * 32;
            for (int i = 0; i < 32; i++) {
                int q = ((from.get(quants + i) >> (run % 2 * 4)) & 0xF) | (((from.get(at + 16 + i) >> run) & 1) << 4);
                to[offset + run * 32 + i] = dl * q - ml;
            }
        }
    }

    static void q6(ByteBuffer from, int at, float[] to, int offset) {
        float d = Blocks.half(from, at + 208);
        for (int run = 0; run < 16; run++) {
            float dl = d * from.get(at + 192 + run);
            int part = run / 8;
            int quarter = run % 8 / 2;
            int half = run % 2 * 16;
            int low = at + part * 64 + quarter % 2 * 32 + half;
            int high = at + 128 + part * 32 + half;
            for (int i = 0; i < 16; i++) {
                int q = ((from.get(low + i) >> (quarter / 2 * 4)) & 0xF)
                        | (((from.get(high + i) >> (quarter * 2)) & 3) << 4);
                to[offset + run * 16 + i] = dl * (q - 32);
            }
        }
    }

    static void iq4xs(ByteBuffer from, int at, float[] to, int offset) {
        float d = Blocks.half(from, at);
        int high = from.getShort(at + 2);
        for (int run = 0; run < 8; run++) {
            int low = (from.get(at + 4 + run / 2) >> (run % 2 * 4)) & 0xF;
            float dl = d * ((low | (((high >> (run * 2)) & 3) << 4)) - 32);
            Blocks.nonLinear(dl, from, at + 8 + run * 16, to, offset + run * 32);
        }
    }

    /** Six bits: of the first four runs in the low bits of one byte, of the others spread over two. */
    private static int scale(ByteBuffer from, int at, int run) {
        return run < 4
                ? from.get(at + run) & 63
                : (from.get(at + run + 4) & 0xF) | (((from.get(at + run - 4) >> 6) & 3) << 4);
    }

    private static int minimum(ByteBuffer from, int at, int run) {
        return run < 4
                ? from.get(at + run + 4) & 63
                : ((from.get(at + run + 4) >> 4) & 0xF) | (((from.get(at + run) >> 6) & 3) << 4);
    }
}
