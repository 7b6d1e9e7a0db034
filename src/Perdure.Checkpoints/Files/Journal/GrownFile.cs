using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>Tells whether a file that the program only appends to has only grown: its last bytes of the last checkpoint must still be where they were.</summary>
internal static class GrownFile
{
    public static bool IsOnlyGrown(SafeFileHandle own, JournaledFile earlier, long size, JournalReads reads)
    {
        if (!earlier.OnlyAppended || size < earlier.Size || earlier.Tails >= JournalLimits.TailsInARow || earlier.Parts.Count == 0)
            return false;
        var from = CellReader.CellOf(Math.Max(0, earlier.Size - 1));
        if (from > 0 && earlier.Size - from < JournalLimits.SameBytesBeforeEnd)
            from -= ContentRef.MaxPart;
        // What is written back and forth has its head changed: a count, a length, a checksum.
        var last = earlier.Parts.Where((part, index) => index == 0 || part.Offset >= from).ToList();
        return last[^1].Offset >= from && last.TrueForAll(part => IsThere(own, part, reads));
    }

    private static bool IsThere(SafeFileHandle own, JournaledPart part, JournalReads reads)
    {
        var bytes = new byte[part.Length];
        reads.ReadInPause(bytes.Length);
        return CellReader.Fill(own, bytes, part.Offset) is null && SHA256.HashData(bytes).AsSpan().SequenceEqual(part.Hash);
    }
}
