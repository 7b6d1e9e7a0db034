using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;
using Perdure.Store;

namespace Perdure.Checkpoints.Searching;

/// <summary>Says where in a process a match is, and what stands around it. One thread at a time.</summary>
internal sealed class MatchDescriber(ProcessImage process, ProcessContent content, SymbolFiles files)
{
    private const ulong BytesBefore = 24;
    private const int BytesBehind = 24;
    private const int LongestShown = 64;
    private readonly MemoryNames _names = new(content.Mappings, files);
    private readonly MemoryView _memory = new(content);

    /// <summary>Describes a match.</summary>
    public MemoryMatch Describe(ulong address, SearchNeedle needle)
    {
        var index = SortedPages.FirstEndingBehind(content.Mappings, address, (MappingImage one) => one.End);
        var mapping = content.Mappings[index];
        var start = address - Math.Min(BytesBefore, address - mapping.Start);
        var context = new byte[(int)(address - start) + Math.Min(needle.Length, LongestShown) + BytesBehind];
        var length = _memory.Read(start, context);
        var symbol = _names.SymbolAt(address);
        return new MemoryMatch(
            process.Pid,
            address,
            needle.Encoding,
            _names.Of(index),
            Region.Of(mapping),
            symbol?.Name,
            symbol is { } known ? address - known.Address : 0,
            context.AsMemory(0, length),
            start);
    }
}
