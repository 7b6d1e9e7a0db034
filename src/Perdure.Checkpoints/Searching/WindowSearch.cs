using Perdure.Checkpoints.Exports;

namespace Perdure.Checkpoints.Searching;

/// <summary>
/// Searches the memory of a process through a window of a megabyte. The end of each window is kept for the next one, so that a match
/// across pages, chunks or mappings is found. One thread at a time.
/// </summary>
internal sealed class WindowSearch(ProcessContent content, SearchPattern pattern)
{
    private const int WindowBytes = 1 << 20;
    private readonly byte[] _window = new byte[pattern.Longest - 1 + WindowBytes];
    private readonly ulong[] _next = new ulong[pattern.Needles.Count];
    private int _kept;

    /// <summary>The places, in address order within each window. Matches of one needle do not overlap.</summary>
    public IEnumerable<(ulong Address, SearchNeedle Needle)> Run(SearchExtents extents)
    {
        var reached = 0UL;
        foreach (var (mapping, start, end) in extents.All())
        {
            if (start != reached)
                _kept = 0;
            for (reached = start; reached < end;)
            {
                var length = (int)Math.Min(WindowBytes, end - reached);
                var room = _window.AsSpan(_kept, length);
                if (!content.Read(mapping, reached, room))
                    room.Clear();
                foreach (var match in Matches(reached - (ulong)_kept, _kept + length))
                    yield return match;
                Keep(_kept + length);
                reached += (ulong)length;
            }
        }
    }

    private List<(ulong Address, SearchNeedle Needle)> Matches(ulong address, int length)
    {
        var found = new List<(ulong Address, SearchNeedle Needle)>();
        for (var index = 0; index < pattern.Needles.Count; index++)
        {
            var needle = pattern.Needles[index];
            var from = (int)Math.Min((ulong)length, Math.Max(_next[index], address) - address);
            for (int at; (at = needle.IndexIn(_window.AsSpan(from, length - from))) >= 0;)
            {
                found.Add((address + (ulong)(from + at), needle));
                from += at + needle.Length;
                _next[index] = address + (ulong)from;
            }
        }

        found.Sort((left, right) => left.Address.CompareTo(right.Address));
        return found;
    }

    private void Keep(int length)
    {
        var kept = Math.Min(length, pattern.Longest - 1);
        _window.AsSpan(length - kept, kept).CopyTo(_window);
        _kept = kept;
    }
}
