using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Journal;

/// <summary>What the journal may still read in the pause of one checkpoint, and what it has read.</summary>
internal sealed class JournalReads : IDisposable
{
    private readonly List<AlignedBuffer> _pages = [];
    private readonly Stack<JournalRoom> _rooms = [];
    private long _begin;

    /// <summary>Bytes that may still be read while the program stands still.</summary>
    public long LeftInPause => JournalLimits.BytesInPause - InPause;

    /// <summary>The same for files that can be had in no other way.</summary>
    public long MostLeftInPause => JournalLimits.MostBytesInPause - InPause;

    /// <summary>Bytes read in the pause.</summary>
    public long InPause { get; private set; }

    /// <summary>Bytes read afterwards.</summary>
    public long Later { get; set; }

    /// <summary>Bytes given to the store.</summary>
    public long HandedOver { get; set; }

    /// <summary>Reading begins.</summary>
    public void Begin() => _begin = Environment.TickCount64;

    /// <summary>Whether so many bytes more can't be read in time, by what was read so far.</summary>
    public bool IsTooMuch(long bytes)
    {
        var elapsed = Environment.TickCount64 - _begin;
        var isKnown = InPause >= JournalLimits.BytesUntilSpeedIsKnown && elapsed > 0;
        return elapsed + (isKnown ? bytes * elapsed / InPause : 0) > JournalLimits.MostPauseMilliseconds;
    }

    /// <summary>Room for a piece. It is there until all this is disposed of, or it is given back.</summary>
    public JournalRoom TakeRoom()
    {
        if (_rooms.Count == 0)
        {
            var page = new AlignedBuffer();
            _pages.Add(page);
            for (var index = JournalRoom.InPage - 1; index >= 0; index--)
                _rooms.Push(new JournalRoom(page, index));
        }

        return _rooms.Pop();
    }

    /// <summary>A room is not needed any more.</summary>
    public void GiveBack(JournalRoom room) => _rooms.Push(room);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var page in _pages)
            page.Dispose();
        _pages.Clear();
        _rooms.Clear();
    }

    /// <summary>So many bytes are read in the pause.</summary>
    public void ReadInPause(long bytes) => InPause += bytes;
}
