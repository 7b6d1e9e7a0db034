namespace Perdure.Store;

/// <summary>When the chunks of an image are compressed. It is complete, durable and verifiable either way.</summary>
public enum ImageCompression
{
    /// <summary>While it is written: smaller from the start, and chunks that an older checkpoint has are not written again.</summary>
    Inline = 0,

    /// <summary>Later, by <see cref="ImageStore.Compact"/>: the chunks are written as they are, or quickly compressed where a processor is idle, at the speed of the disk.</summary>
    Deferred = 1,

    /// <summary>
    /// While it is written, as small as can be had in passing, by threads that stand behind the program: for a history, of which much is kept and little is ever read. Chunks are shared with others that
    /// were written so.
    /// </summary>
    Small = 2,
}
