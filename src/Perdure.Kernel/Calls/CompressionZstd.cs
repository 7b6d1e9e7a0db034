using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>zstd frames by the system's libzstd, with contexts that are used again. One thread at a time.</summary>
public sealed partial class CompressionZstd : IDisposable
{
    private const string Library = "libzstd.so.1";
    private nint _compress;
    private nint _decompress;

    /// <summary>The greatest size that <paramref name="rawLength"/> bytes can become.</summary>
    public static int Bound(int rawLength) => checked((int)ZSTD_compressBound((nuint)rawLength));

    /// <summary>Compresses into one frame. Answers its length, or 0 when <paramref name="into"/> is too small for it.</summary>
    /// <param name="raw">The bytes.</param>
    /// <param name="into">Where the frame goes; it may be smaller than <see cref="Bound"/>, to give up early.</param>
    /// <param name="level">1 to 19, or negative for zstd's fast levels.</param>
    public unsafe int Compress(ReadOnlySpan<byte> raw, Span<byte> into, int level)
    {
        if (_compress == 0)
            _compress = Created(ZSTD_createCCtx());
        fixed (byte* source = raw)
        fixed (byte* target = into)
        {
            // SAFETY: both lengths are those of the spans, and libzstd keeps within them.
            var length = ZSTD_compressCCtx(_compress, target, (nuint)into.Length, source, (nuint)raw.Length, level);
            return ZSTD_isError(length) != 0 ? 0 : (int)length;
        }
    }

    /// <summary>
    /// Decompresses a frame of possibly hostile bytes. Answers the raw length, or -1 when the frame is malformed or does not fit.
    /// </summary>
    public unsafe int Decompress(ReadOnlySpan<byte> frame, Span<byte> into)
    {
        if (_decompress == 0)
            _decompress = Created(ZSTD_createDCtx());
        fixed (byte* source = frame)
        fixed (byte* target = into)
        {
            // SAFETY: libzstd checks the frame and never writes beyond the capacity. One-shot decompression
            // allocates no window: the target is the window.
            var length = ZSTD_decompressDCtx(_decompress, target, (nuint)into.Length, source, (nuint)frame.Length);
            return ZSTD_isError(length) != 0 ? -1 : (int)length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_compress != 0)
            ZSTD_freeCCtx(_compress);
        if (_decompress != 0)
            ZSTD_freeDCtx(_decompress);
        _compress = _decompress = 0;
    }

    private static nint Created(nint context) => context != 0
        ? context
        : throw new PerdureException("cannot compress: libzstd has no memory for a context");

    [LibraryImport(Library)]
    private static partial nint ZSTD_createCCtx();

    [LibraryImport(Library)]
    private static partial nuint ZSTD_freeCCtx(nint context);

    [LibraryImport(Library)]
    private static partial nint ZSTD_createDCtx();

    [LibraryImport(Library)]
    private static partial nuint ZSTD_freeDCtx(nint context);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_compressBound(nuint rawLength);

    [LibraryImport(Library)]
    private static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Library)]
    private static unsafe partial nuint ZSTD_compressCCtx(
        nint context, byte* target, nuint capacity, byte* source, nuint length, int level);

    [LibraryImport(Library)]
    private static unsafe partial nuint ZSTD_decompressDCtx(nint context, byte* target, nuint capacity, byte* source, nuint length);
}
