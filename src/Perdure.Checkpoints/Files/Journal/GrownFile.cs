using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>Tells whether a file that the program only appends to has only grown: its last bytes of the last checkpoint must still be where they were.</summary>
internal static class GrownFile
{
    public static bool IsOnlyGrown(SafeFileHandle own, JournaledFile earlier, long size, JournalReads reads)
    {
        if (!earlier.OnlyAppended || size < earlier.Size)
            return false;
        var from = CellReader.CellOf(Math.Max(0, earlier.Size - 1));
        if (from > 0 && earlier.Size - from < JournalLimits.SameBytesBeforeEnd)
            from -= ContentRef.MaxPart;
        var last = earlier.Parts.SkipWhile(part => part.Offset < from).ToList();
        return last.Count > 0 && last.TrueForAll(part => IsThere(own, part, reads));
    }

    private static bool IsThere(SafeFileHandle own, JournaledPart part, JournalReads reads)
    {
        var bytes = new byte[part.Length];
        reads.ReadInPause(bytes.Length);
        return CellReader.Fill(own, bytes, part.Offset) is null && SHA256.HashData(bytes).AsSpan().SequenceEqual(part.Hash);
    }
}
