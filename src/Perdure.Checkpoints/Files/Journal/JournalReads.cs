namespace Perdure.Checkpoints.Files.Journal;

/// <summary>What the journal may still read in the pause of one checkpoint, and what it has read.</summary>
internal sealed class JournalReads
{
    private long _begin;

    /// <summary>Bytes that may still be read while the program stands still.</summary>
    public long LeftInPause => JournalLimits.BytesInPause - InPause;

    /// <summary>The same for files that can be had in no other way.</summary>
    public long MostLeftInPause => JournalLimits.MostBytesInPause - InPause;

    /// <summary>Whether reading has taken so long that nothing more is read in the pause but what is little.</summary>
    public bool IsTimeUp => Environment.TickCount64 - _begin > JournalLimits.MostPauseMilliseconds;

    /// <summary>Bytes read in the pause.</summary>
    public long InPause { get; private set; }

    /// <summary>Bytes read afterwards.</summary>
    public long Later { get; set; }

    /// <summary>Bytes given to the store.</summary>
    public long HandedOver { get; set; }

    /// <summary>Reading begins.</summary>
    public void Begin() => _begin = Environment.TickCount64;

    /// <summary>So many bytes are read in the pause.</summary>
    public void ReadInPause(long bytes) => InPause += bytes;
}
