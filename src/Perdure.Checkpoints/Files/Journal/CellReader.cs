using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;
using Perdure.Kernel;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>
/// Reads ranges of a file in pieces that begin and end at whole multiples of <see cref="ContentRef.MaxPart"/>, or where the data does: so what is the same in the next checkpoint is the same piece.
/// </summary>
internal static class CellReader
{
    /// <summary>Takes a piece; the bytes are gone afterwards.</summary>
    public delegate void Taker(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Where the cell begins that an offset lies in.</summary>
    public static long CellOf(long offset) => offset - (offset % ContentRef.MaxPart);

    /// <summary>The pieces of ranges.</summary>
    public static IEnumerable<(long Offset, int Length)> Cells(IEnumerable<(long Start, long End)> ranges)
    {
        foreach (var (start, end) in ranges)
        {
            for (var at = start; at < end;)
            {
                var length = (int)Math.Min(end - at, CellOf(at) + ContentRef.MaxPart - at);
                yield return (at, length);
                at += length;
            }
        }
    }

    /// <summary>Reads the ranges.</summary>
    /// <returns>Why not all could be read; null when it could.</returns>
    public static string? Read(SafeFileHandle file, IEnumerable<(long Start, long End)> ranges, Taker take)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ContentRef.MaxPart);
        try
        {
            foreach (var (offset, length) in Cells(ranges))
            {
                if (Fill(file, buffer.AsSpan(0, length), offset) is { } problem)
                    return problem;
                take(offset, buffer.AsSpan(0, length));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return null;
    }

    /// <summary>Reads exactly so many bytes, but nothing from a disk.</summary>
    /// <returns>False when they are not all in memory. True where the file system can't tell, and when reading fails in any other way: then <see cref="Fill"/> is to be asked.</returns>
    public static bool TryFillFromCache(SafeFileHandle file, Span<byte> into, long offset, out bool isFilled)
    {
        isFilled = false;
        while (!into.IsEmpty)
        {
            var got = FileCalls.ReadCached(file, into, offset);
            if (!got.Ok || got.Value == 0)
                return got.Error != Errno.EAGAIN;
            into = into[(int)got.Value..];
            offset += got.Value;
        }

        isFilled = true;
        return true;
    }

    /// <summary>Reads exactly so many bytes.</summary>
    public static string? Fill(SafeFileHandle file, Span<byte> into, long offset)
    {
        while (!into.IsEmpty)
        {
            var got = FileCalls.ReadAt(file, into, offset);
            if (!got.Ok)
                return $"reading it at {offset} failed ({got.Error})";
            if (got.Value == 0)
                return "it was cut while it was read";
            into = into[(int)got.Value..];
            offset += got.Value;
        }

        return null;
    }
}
