using Perdure.Binaries;

namespace Perdure.Recovery.Crashes;

/// <summary>Reads memory in pages, each once: a walk of a stack or a heap asks for a word at a time, and a deep one for half a million. The thread stands still meanwhile.</summary>
internal sealed class CachedMemory(MemoryRead memory)
{
    private const int PageBytes = 4096;
    private const int MostPages = 64;
    private readonly Dictionary<ulong, byte[]?> _pages = [];

    public bool Read(ulong address, Span<byte> into)
    {
        var offset = (int)(address % PageBytes);
        if (offset + into.Length > PageBytes)
            return memory(address, into);
        if (PageAt(address - (ulong)offset) is not { } page)
            return false;
        page.AsSpan(offset, into.Length).CopyTo(into);
        return true;
    }

    private byte[]? PageAt(ulong address)
    {
        if (_pages.TryGetValue(address, out var known))
            return known;
        if (_pages.Count == MostPages)
            _pages.Clear();
        var page = new byte[PageBytes];
        return _pages[address] = memory(address, page) ? page : null;
    }
}
