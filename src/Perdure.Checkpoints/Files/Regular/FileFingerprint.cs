using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Regular;

/// <summary>SHA-256 of a file's content, or of its end.</summary>
internal static class FileFingerprint
{
    /// <summary>So many bytes at the end show later that a longer file only grew.</summary>
    public const int TailBytes = 64 * 1024;

    private const int BlockBytes = 128 * 1024;

    /// <summary>The hash of the first <paramref name="size"/> bytes; null when they can't all be read.</summary>
    public static byte[]? Whole(SafeFileHandle file, long size) => Range(file, 0, size);

    /// <summary>The hash of the last bytes before <paramref name="size"/>; null when they can't all be read.</summary>
    public static byte[]? Tail(SafeFileHandle file, long size) => Range(file, Math.Max(0, size - TailBytes), size);

    private static byte[]? Range(SafeFileHandle file, long start, long end)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (var at = start; at < end;)
            {
                var got = FileCalls.ReadAt(file, buffer.AsSpan(0, (int)Math.Min(BlockBytes, end - at)), at);
                if (!got.Ok || got.Value == 0)
                    return null;
                hash.AppendData(buffer.AsSpan(0, (int)got.Value));
                at += got.Value;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return hash.GetHashAndReset();
    }
}
