using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Content;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>Tells whether a file that the program only appends to has only grown: its first and last bytes of the last checkpoint must still be where they were.</summary>
internal static class GrownFile
{
    /// <summary>The parts that have to be the same; none when nothing can be told by them.</summary>
    public static IReadOnlyList<JournaledPart> Marks(JournaledFile earlier, long size)
    {
        if (!earlier.OnlyAppended || size < earlier.Size || earlier.Tails >= JournalLimits.TailsInARow || earlier.Parts.Count == 0)
            return [];
        var from = CellReader.CellOf(Math.Max(0, earlier.Size - 1));
        if (from > 0 && earlier.Size - from < JournalLimits.SameBytesBeforeEnd)
            from -= ContentRef.MaxPart;
        // What is written back and forth has its head changed: a count, a length, a checksum.
        var marks = earlier.Parts.Where((part, index) => index == 0 || part.Offset >= from).ToList();
        return marks[^1].Offset >= from ? marks : [];
    }

    /// <summary>Whether they are the same while the program stands still. They are looked at right away, as all of the file has to be read when they are not; so never more than may be read.</summary>
    public static bool AreThereInPause(SafeFileHandle own, IReadOnlyList<JournaledPart> marks, JournalReads reads)
    {
        long bytes = marks.Sum(static part => part.Length);
        if (marks.Count == 0 || bytes > reads.LeftInPause)
            return false;
        reads.ReadInPause(bytes);
        return AreThere(own, marks);
    }

    /// <summary>Whether they are the same.</summary>
    public static bool AreThere(SafeFileHandle own, IReadOnlyList<JournaledPart> marks)
    {
        var buffer = new byte[ContentRef.MaxPart];
        return marks.All(part => CellReader.Fill(own, buffer.AsSpan(0, part.Length), part.Offset) is null
            && SHA256.HashData(buffer.AsSpan(0, part.Length)).AsSpan().SequenceEqual(part.Hash));
    }
}
