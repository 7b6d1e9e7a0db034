using Perdure.Elsewhere.Places;
using Perdure.Store;
using Perdure.Store.Transfer;

namespace Perdure.Elsewhere;

/// <summary>A store in a directory.</summary>
/// <param name="store">The store; it is not ours to close.</param>
/// <param name="name">What it is called in messages.</param>
/// <param name="owned">Whether it is ours to close after all.</param>
public sealed class LocalPlace(ImageStore store, string name, bool owned = false) : ISource, ITarget
{
    /// <inheritdoc cref="ISource.Name"/>
    public string Name => name;

    /// <inheritdoc cref="ISource.Seal"/>
    public ReadOnlyMemory<byte> Seal => store.Seal;

    /// <inheritdoc/>
    public IReadOnlyList<CatalogEntry> List() => store.List();

    /// <inheritdoc/>
    public ISourceImage? TryOpen(CheckpointId id) => OutgoingImage.TryOpen(store, id) is { } image ? new LocalSourceImage(image) : null;

    /// <inheritdoc/>
    public bool Has(CheckpointId id) => store.Has(id);

    /// <inheritdoc/>
    public ITargetImage Begin(string imageFile) => new LocalTargetImage(new IncomingImage(store, imageFile));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (owned)
            store.Dispose();
    }
}
