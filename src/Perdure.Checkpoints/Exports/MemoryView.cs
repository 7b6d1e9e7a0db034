using Perdure.Checkpoints.Image;
using Perdure.Store;

namespace Perdure.Checkpoints.Exports;

/// <summary>The memory of a process as the process saw it: bytes at any address, across pages and mappings. One thread at a time.</summary>
internal sealed class MemoryView(ProcessContent content)
{
    private const int PageBytes = 4096;
    private readonly byte[] _page = new byte[PageBytes];

    /// <summary>Reads from an address on, as far as memory is mapped without a gap.</summary>
    /// <returns>How many bytes.</returns>
    public int Read(ulong address, Span<byte> into)
    {
        var read = 0;
        while (read < into.Length && ReadPage(address + (ulong)read))
        {
            var piece = _page.AsSpan((int)((address + (ulong)read) % PageBytes));
            piece = piece[..Math.Min(piece.Length, into.Length - read)];
            piece.CopyTo(into[read..]);
            read += piece.Length;
        }

        return read;
    }

    private bool ReadPage(ulong address)
    {
        var mappings = content.Mappings;
        var index = SortedPages.FirstEndingBehind(mappings, address, (MappingImage mapping) => mapping.End);
        if (index == mappings.Count || mappings[index].Start > address)
            return false;
        if (!content.Read(mappings[index], address - (address % PageBytes), _page))
            _page.AsSpan().Clear();
        return true;
    }
}
