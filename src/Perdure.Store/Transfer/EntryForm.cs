namespace Perdure.Store.Transfer;

/// <summary>What a checkpoint is of, as bytes.</summary>
public static class EntryForm
{
    /// <summary>Encodes.</summary>
    public static byte[] Encode(CatalogEntry entry) => LabelSection.Encode(entry);

    /// <summary>Decodes possibly hostile bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="what">What they are, for messages.</param>
    public static CatalogEntry Decode(ReadOnlySpan<byte> bytes, string what) => LabelSection.Decode(bytes, what);
}
