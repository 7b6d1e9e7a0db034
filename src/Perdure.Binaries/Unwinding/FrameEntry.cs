namespace Perdure.Binaries.Unwinding;

/// <summary>How one function keeps its caller's registers (FDE). Addresses are before relocation.</summary>
/// <param name="Start">Its first instruction.</param>
/// <param name="End">Behind its last one.</param>
/// <param name="Common">What it shares with others.</param>
/// <param name="Program">Its table, as instructions.</param>
internal sealed record FrameEntry(ulong Start, ulong End, CommonEntry Common, byte[] Program)
{
    /// <summary>Reads an entry, from behind its length and the distance to its common entry.</summary>
    /// <param name="common">The common entry.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="at">Their address.</param>
    /// <param name="data">What data-relative addresses are relative to.</param>
    public static FrameEntry Parse(CommonEntry common, ReadOnlySpan<byte> body, ulong at, ulong data)
    {
        var cursor = new ByteCursor(body);
        var start = common.Pointers.Read(ref cursor, at, data);
        var length = common.Pointers.ReadFormat(ref cursor);
        if (common.HasAugmentation)
            cursor.Block();
        return new FrameEntry(start, start + length, common, cursor.Take(cursor.Left).ToArray());
    }
}
