using Perdure.Kernel.Faults;

namespace Perdure.Store;

/// <summary>Puts a finished pack and its image under their final names, durably; the catalog does not know them yet.</summary>
internal static class ImagePublisher
{
    public static void Publish(StoreLayout layout, Claim claim, ImageFileBuilder image, CatalogEntry entry, ChunkTable table)
    {
        image.Add(SectionKind.Label, LabelSection.Encode(entry));
        image.Add(SectionKind.ChunkTable, table.Encode());
        image.Write(layout.UnfinishedImage(claim.Stem));
        FailurePoints.Reach("image-written");
        // The pack first: an image must never be seen without its chunks.
        StoreFiles.Publish(layout.UnfinishedPack(claim.Stem), layout.Pack(claim.Stem));
        StoreFiles.Publish(layout.UnfinishedImage(claim.Stem), layout.Image(claim.Stem));
        FailurePoints.Reach("published");
    }
}
