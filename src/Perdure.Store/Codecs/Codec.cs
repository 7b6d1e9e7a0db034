namespace Perdure.Store.Codecs;

/// <summary>How the bytes of a chunk are stored.</summary>
internal enum Codec : byte
{
    /// <summary>As they are.</summary>
    Raw = 0,

    /// <summary>One LZ4 block.</summary>
    Lz4 = 1,

    /// <summary>One zstd frame.</summary>
    Zstd = 2,

    /// <summary>Patches upon pages of other chunks (PatchForm).</summary>
    Patch = 3,
}
