using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Image;
using Perdure.Checkpoints.Naming;
using Perdure.Checkpoints.Verifying;
using Perdure.Kernel;
using Perdure.Store;

namespace Perdure.Checkpoints.Searching;

/// <summary>Finds text or bytes in the memory that a checkpoint holds, and in the files beneath that are still the same.</summary>
public sealed class MemorySearch
{
    private readonly SharedRanges _shared = new();
    private readonly List<MemoryMatch> _matches = [];
    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);
    private readonly ImageReader _image;
    private readonly Inventory _inventory;
    private readonly SearchPattern _pattern;
    private readonly int _most;

    private MemorySearch(ImageReader image, Inventory inventory, SearchPattern pattern, int most) =>
        (_image, _inventory, _pattern, _most) = (image, inventory, pattern, most);

    /// <summary>Searches process by process. What several of them share is searched in the first.</summary>
    /// <param name="image">The checkpoint.</param>
    /// <param name="pattern">What to search for.</param>
    /// <param name="pid">The process; all if null.</param>
    /// <param name="most">How many matches to answer at most.</param>
    public static SearchOutcome Find(ImageReader image, SearchPattern pattern, Pid? pid, int most)
    {
        var inventory = Inventory.Read(image);
        var processes = pid is null ? inventory.Program.Processes.Where(process => process.AddressSpace is not null) : [inventory.ProcessOf(pid)];
        var search = new MemorySearch(image, inventory, pattern, most);
        using var files = new SymbolFiles();
        var more = false;
        foreach (var process in processes)
        {
            if (more = search.Run(process, files))
                break;
        }

        return new SearchOutcome(search._matches, more, [.. search._notes]);
    }

    /// <summary>Searches a process. Answers whether there are more matches than were asked for.</summary>
    private bool Run(ProcessImage process, SymbolFiles files)
    {
        using var content = new ProcessContent(_image, _inventory, process);
        var extents = new SearchExtents(content, _shared, _pattern.Longest);
        var describer = new MatchDescriber(process, content, files);
        var more = false;
        foreach (var (address, needle) in new WindowSearch(content, _pattern).Run(extents))
        {
            if (more = _matches.Count == _most)
                break;
            _matches.Add(describer.Describe(address, needle));
        }

        _notes.UnionWith(extents.ChangedFiles.Select(name => $"{name} is not the file of the checkpoint any more: only what the program had changed of it was searched"));
        return more;
    }
}
