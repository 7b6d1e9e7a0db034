using Perdure.Store;

namespace Perdure.Checkpoints;

/// <summary>How to take a checkpoint.</summary>
public sealed record CheckpointOptions
{
    /// <summary>A name by which to find it again; the program's name if null.</summary>
    public string? Name { get; init; }

    /// <summary>What becomes of the program.</summary>
    public AfterCheckpoint After { get; init; }

    /// <summary>Whether to take the descendants as well.</summary>
    public bool WholeTree { get; init; } = true;

    /// <summary>Replace what can't be kept by something that fails cleanly, instead of refusing.</summary>
    public bool SkipUnsupported { get; init; }

    /// <summary>Keep the content of every file that the program can write.</summary>
    public bool JournalFiles { get; init; }

    /// <summary>Files with more data than this are left out of that; null for no limit.</summary>
    public long? MostFileBytes { get; init; }

    /// <summary>For how long packets of TCP connections to outside are held back after a kill; zero for ever.</summary>
    public TimeSpan HoldTime { get; init; }

    /// <summary>When chunks are compressed; null leaves it to the size of the program.</summary>
    public ImageCompression? Compression { get; init; }
}
