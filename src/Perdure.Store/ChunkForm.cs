namespace Perdure.Store;

/// <summary>What a worker makes of the chunks that it writes.</summary>
internal enum ChunkForm
{
    /// <summary>Compressed by the rule of the store, identified, and left out if the store has it already.</summary>
    Final,

    /// <summary>The same, by zstd wherever that makes it smaller.</summary>
    Small,

    /// <summary>The pages as they are; compaction does the rest later.</summary>
    AsIs,

    /// <summary>Quickly compressed, so that less has to be written; compaction does the rest later all the same.</summary>
    Smaller,
}
