using Perdure.Store;

namespace Perdure.Elsewhere.Places;

/// <summary>A place that checkpoints come from. On one thread.</summary>
public interface ISource : IDisposable
{
    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>What its checkpoints are encrypted with, as the store tells it; empty if they are not.</summary>
    public ReadOnlyMemory<byte> Seal { get; }

    /// <summary>Its checkpoints, the oldest first.</summary>
    public IReadOnlyList<CatalogEntry> List();

    /// <summary>Checkpoints that seem to be there and are not in the list: each with its name and what is wrong, in a line.</summary>
    public IReadOnlyList<string> LeftOut => [];

    /// <summary>Whether nothing can be asked of it any more: the way to it has ended.</summary>
    public bool HasEnded => false;

    /// <summary>Opens one; one at a time. Null if it is there no more: somebody has deleted it since the list was made.</summary>
    public ISourceImage? TryOpen(CheckpointId id);
}
