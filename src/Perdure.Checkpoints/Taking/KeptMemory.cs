using Perdure.Checkpoints.Files.Journal;
using Perdure.Checkpoints.Memory;
using Perdure.Kernel;
using Perdure.Store;
using Perdure.Tracing;

namespace Perdure.Checkpoints.Taking;

/// <summary>
/// Between two checkpoints of a program: of each large process, where the last image keeps its pages, and the tracking that says which of them were written since.
/// </summary>
/// <param name="keeper">Whose the program's threads are if they stay seized between checkpoints.</param>
internal sealed class KeptMemory(SeizedThreads? keeper = null) : IDisposable
{
    private readonly Dictionary<Pid, (ProgramIdentity Program, PreCopy Copy)> _processes = [];

    /// <summary>Whose the program's threads are if they stay seized between checkpoints; null if they are let go of.</summary>
    public SeizedThreads? Keeper { get; } = keeper;

    /// <summary>The buffers of the pause, which need not be made anew each time.</summary>
    public PageBufferPool Buffers { get; } = new(WritingRoute.SeriesBuffers);

    /// <summary>What the patches of the last image stand upon.</summary>
    public PatchGraph Patches { get; } = new();

    /// <summary>What the last image has of the files that the program writes.</summary>
    public FileJournal Files { get; } = new();

    /// <summary>Whether nothing is known.</summary>
    public bool IsEmpty => _processes.Count == 0 && Files.IsEmpty;

    /// <summary>What is known of a process, if it is still the same program; the caller owns it from here on.</summary>
    public PreCopy? Take(Pid pid, ProgramIdentity program)
    {
        if (!_processes.Remove(pid, out var found))
            return null;
        if (found.Program == program && found.Copy.IsCurrent)
            return found.Copy;
        found.Copy.Dispose();
        return null;
    }

    /// <summary>Keeps it for the next checkpoint.</summary>
    public void Put(Pid pid, ProgramIdentity program, PreCopy copy) => _processes.Add(pid, (program, copy));

    /// <summary>Forgets everything: the next checkpoint reads all.</summary>
    public void Clear()
    {
        foreach (var (_, copy) in _processes.Values)
            copy.Dispose();
        _processes.Clear();
        Files.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        Buffers.Dispose();
    }
}
