namespace Perdure.Checkpoints.Files.Records;

/// <summary>Every open file of the processes of one checkpoint.</summary>
public sealed record FileTable
{
    /// <summary>The descriptions, by ascending id; those that no table names lie in the queue of a socket or are only mapped.</summary>
    public required IReadOnlyList<FileDescription> Descriptions { get; init; }

    /// <summary>The tables of descriptors.</summary>
    public required IReadOnlyList<DescriptorTable> Tables { get; init; }

    /// <summary>The regular files behind the descriptions.</summary>
    public IReadOnlyList<SavedFile> Files { get; init => field = value ?? []; } = [];

    /// <summary>The memory files (memfd).</summary>
    public IReadOnlyList<SavedMemoryFile> MemoryFiles { get; init => field = value ?? []; } = [];

    /// <summary>The pipes and fifos.</summary>
    public IReadOnlyList<SavedPipe> Pipes { get; init => field = value ?? []; } = [];

    /// <summary>The pseudo-terminals.</summary>
    public IReadOnlyList<SavedPty> Ptys { get; init => field = value ?? []; } = [];

    /// <summary>Until when the packets of connections with a peer outside are held back: milliseconds of CLOCK_MONOTONIC on the machine of the checkpoint; 0 for as long as it runs.</summary>
    public long HeldUntil { get; init; }

    /// <summary>What the journal of files cost this checkpoint; null without one.</summary>
    public JournalTotals? Journal { get; init; }

    /// <summary>What could not be kept; with SkipUnsupported they are replaced by something that fails cleanly.</summary>
    public IReadOnlyList<FileRefusal> Refusals { get; init => field = value ?? []; } = [];

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Notes { get; init => field = value ?? []; } = [];
}
