package dev.stellator.worker.internal.gguf;

import java.nio.ByteBuffer;

/** Blocks of 1 or 32 values. Buffers are little-endian; all arithmetic is in float32, in the order of the format. */
final class Blocks {
    private static final byte[] NON_LINEAR = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private Blocks() {}

    /** Reads one block at a byte offset into {@code to}. */
    @FunctionalInterface
    interface Reader {
        void read(ByteBuffer from, int at, float[] to, int offset);
    }

    static void f32(ByteBuffer from, int at, float[] to, int offset) {
        to[offset] = from.getFloat(at);
    }

    static void f16(ByteBuffer from, int at, float[] to, int offset) {
        to[offset] = half(from, at);
    }

    static void bf16(ByteBuffer from, int at, float[] to, int offset) {
        to[offset] = Float.intBitsToFloat(from.getShort(at) << 16);
    }

    static void q40(ByteBuffer from, int at, float[] to, int offset) {
        float d = half(from, at);
        for (int i = 0; i < 16; i++) {
            int q = from.get(at + 2 + i);
            to[offset + i] = d * ((q & 0xF) - 8);
            to[offset + 16 + i] = d * (((q >> 4) & 0xF) - 8);
        }
    }

    static void q41(ByteBuffer from, int at, float[] to, int offset) {
        float d = half(from, at);
        float m = half(from, at + 2);
        for (int i = 0; i < 16; i++) {
            int q = from.get(at + 4 + i);
            to[offset + i] = d * (q & 0xF) + m;
            to[offset + 16 + i] = d * ((q >> 4) & 0xF) + m;
        }
    }

    static void q50(ByteBuffer from, int at, float[] to, int offset) {
        float d = half(from, at);
        int high = from.getInt(at + 2);
        for (int i = 0; i < 16; i++) {
            int q = from.get(at + 6 + i);
            to[offset + i] = d * (((q & 0xF) | (((high >>> i) & 1) << 4)) - 16);
            to[offset + 16 + i] = d * ((((q >> 4) & 0xF) | (((high >>> (i + 16)) & 1) << 4)) - 16);
        }
    }

    static void q51(ByteBuffer from, int at, float[] to, int offset) {
        float d = half(from, at);
        float m = half(from, at + 2);
        int high = from.getInt(at + 4);
        for (int i = 0; i < 16; i++) {
            int q = from.get(at + 8 + i);
            to[offset + i] = d * ((q & 0xF) | (((high >>> i) & 1) << 4)) + m;
            to[offset + 16 + i] = d * (((q >> 4) & 0xF) | (((high >>> (i + 16)) & 1) << 4)) + m;
        }
    }

    static void q80(ByteBuffer from, int at, float[] to, int offset) {
        float d = half(from, at);
        for (int i = 0; i < 32; i++) {
            to[offset + i] = d * from.get(at + 2 + i);
        }
    }

    static void iq4nl(ByteBuffer from, int at, float[] to, int offset) {
        nonLinear(half(from, at), from, at + 2, to, offset);
    }

    /** 32 values from 16 bytes of indices into the non-linear table. */
    static void nonLinear(float d, ByteBuffer from, int at, float[] to, int offset) {
        for (int i = 0; i < 16; i++) {
            int q = from.get(at + i);
            to[offset + i] = d * NON_LINEAR[q & 0xF];
            to[offset + 16 + i] = d * NON_LINEAR[(q >> 4) & 0xF];
        }
    }

    static float half(ByteBuffer from, int at) {
        return half(from.getShort(at));
    }

    /** IEEE 754 half precision. */
    public static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >>> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0x1F) {
            return Float.intBitsToFloat(sign | 0x7F800000 | (fraction << 13));
        }
        if (exponent == 0) {
            float small = fraction * 0x1p-24f;
            return sign == 0 ? small : -small;
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }
}
