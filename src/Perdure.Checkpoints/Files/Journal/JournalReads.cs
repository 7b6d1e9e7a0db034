namespace Perdure.Checkpoints.Files.Journal;

/// <summary>What the journal may still read in the pause of one checkpoint, and what it has read.</summary>
internal sealed class JournalReads
{
    /// <summary>Bytes that may still be read while the program stands still.</summary>
    public long LeftInPause { get; private set; } = JournalLimits.BytesInPause;

    /// <summary>Bytes read in the pause.</summary>
    public long InPause { get; private set; }

    /// <summary>Bytes read afterwards.</summary>
    public long Later { get; set; }

    /// <summary>Bytes given to the store.</summary>
    public long HandedOver { get; set; }

    /// <summary>So many bytes are read in the pause.</summary>
    public void ReadInPause(long bytes)
    {
        InPause += bytes;
        LeftInPause -= bytes;
    }
}
