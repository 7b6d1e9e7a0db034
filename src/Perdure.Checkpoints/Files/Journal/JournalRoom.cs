using Perdure.Checkpoints.Files.Content;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>Room for one piece, within a huge page: the first use of ordinary pages takes longer than to read a file from memory.</summary>
/// <param name="Page">The huge page.</param>
/// <param name="Index">Which of its rooms.</param>
internal sealed record JournalRoom(AlignedBuffer Page, int Index)
{
    /// <summary>Rooms in a huge page.</summary>
    public const int InPage = AlignedBuffer.HugePageBytes / ContentRef.MaxPart;

    /// <summary>Its first bytes.</summary>
    public Span<byte> Span(int length) => Page.Span.Slice(Index * ContentRef.MaxPart, length);
}
