using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>LZ4 block compression by the system's liblz4, with a state that is used again. One thread at a time.</summary>
public sealed unsafe partial class CompressionLz4 : IDisposable
{
    private const string Library = "liblz4.so.1";
    private void* _state;

    /// <summary>Allocates the compressor's state (16 KiB).</summary>
    public CompressionLz4() => _state = NativeMemory.AlignedAlloc((nuint)LZ4_sizeofState(), 64);

    /// <summary>The greatest size that <paramref name="rawLength"/> bytes can become.</summary>
    public static int Bound(int rawLength) => LZ4_compressBound(rawLength);

    /// <summary>Compresses a block. Answers its length, or 0 when <paramref name="into"/> is too small for it.</summary>
    /// <param name="raw">The bytes.</param>
    /// <param name="into">Where the block goes; it may be smaller than <see cref="Bound"/>, to give up early.</param>
    /// <param name="acceleration">1 compresses best; each step more is faster and worse.</param>
    public int Compress(ReadOnlySpan<byte> raw, Span<byte> into, int acceleration)
    {
        Assert.Always(_state != null);
        fixed (byte* source = raw)
        fixed (byte* target = into)
        {
            // SAFETY: both lengths are those of the spans, and liblz4 keeps within them.
            return LZ4_compress_fast_extState(_state, source, target, raw.Length, into.Length, acceleration);
        }
    }

    /// <summary>
    /// Decompresses a block of possibly hostile bytes. Answers the raw length, or -1 when the block is malformed or does not fit.
    /// </summary>
    public static int Decompress(ReadOnlySpan<byte> block, Span<byte> into)
    {
        fixed (byte* source = block)
        fixed (byte* target = into)
        {
            // SAFETY: LZ4_decompress_safe never reads or writes outside the two lengths, whatever the block holds.
            return Math.Max(LZ4_decompress_safe(source, target, block.Length, into.Length), -1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_state);
        _state = null;
    }

    [LibraryImport(Library)]
    private static partial int LZ4_sizeofState();

    [LibraryImport(Library)]
    private static partial int LZ4_compressBound(int inputSize);

    [LibraryImport(Library)]
    private static partial int LZ4_compress_fast_extState(
        void* state, byte* source, byte* target, int sourceSize, int capacity, int acceleration);

    [LibraryImport(Library)]
    private static partial int LZ4_decompress_safe(byte* source, byte* target, int compressedSize, int capacity);
}
