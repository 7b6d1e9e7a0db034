using Perdure.Store;

namespace Perdure.Elsewhere.Places;

/// <summary>A place that checkpoints go to. On one thread.</summary>
public interface ITarget : IDisposable
{
    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>What its checkpoints are encrypted with, as the store tells it; empty if they are not.</summary>
    public ReadOnlyMemory<byte> Seal { get; }

    /// <summary>Whether it has a checkpoint.</summary>
    public bool Has(CheckpointId id);

    /// <summary>Begins to take one; one at a time.</summary>
    /// <param name="imageFile">Its image, a file of this machine. It may be hostile.</param>
    public ITargetImage Begin(string imageFile);
}
