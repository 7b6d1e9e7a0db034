using Perdure.Kernel.Calls;

namespace Perdure.Store;

/// <summary>
/// Half a megabyte that the store keeps for itself: to delete a checkpoint the catalog must be able to write, on a full disk too.
/// Without it the user
/// could not follow the hint to delete one.
/// </summary>
internal sealed class SpaceReserve : IDisposable
{
    private const long Bytes = 512 << 10;
    private readonly StoreLayout _layout;

    private SpaceReserve(StoreLayout layout) => _layout = layout;

    /// <summary>Gives the space free if the disk is (nearly) full; it is taken again at the end, if it is there.</summary>
    public static SpaceReserve Lend(StoreLayout layout)
    {
        if (new DriveInfo(layout.Root).AvailableFreeSpace < Bytes)
            StoreFiles.Delete(layout.ReserveFile);
        return new SpaceReserve(layout);
    }

    /// <summary>Takes the space, if there is so much.</summary>
    public static void Take(StoreLayout layout)
    {
        if (DurableFiles.CreateNew(layout.ReserveFile) is not { Ok: true } created)
            return;
        using var file = created.Value;
        if (!DurableFiles.Allocate(file, 0, Bytes).Ok)
            StoreFiles.Delete(layout.ReserveFile);
    }

    public void Dispose() => Take(_layout);
}
